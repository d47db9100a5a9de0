import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { findProduct, type Product } from './products.ts';

export const MAX_QUANTITY = 20;
const COOKIE = 'cart';
const LIFE_S = 30 * 24 * 60 * 60;

export interface CartLine {
  readonly product: Product;
  readonly quantity: number;
}

/** The cart cookie, `id.quantity~id.quantity`. It holds no price, so changing it gains nothing. */
export function readCart(c: Context): CartLine[] {
  const lines = (getCookie(c, COOKIE) ?? '').split('~').flatMap((part) => {
    const [id = '', count = ''] = part.split('.');
    const product = findProduct(id);
    const quantity = readQuantity(count);
    return product === null || quantity === null || quantity === 0 ? [] : [{ product, quantity }];
  });
  return lines.filter(
    (line, at) => lines.findIndex(({ product }) => product === line.product) === at,
  );
}

export function writeCart(c: Context, lines: readonly CartLine[]): void {
  const value = lines.map(({ product, quantity }) => `${product.id}.${quantity}`).join('~');
  setCookie(c, COOKIE, value, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: LIFE_S });
}

/** The cart with this product at `quantity`; 0 takes it out. */
export function withQuantity(
  lines: readonly CartLine[],
  product: Product,
  quantity: number,
): CartLine[] {
  const known = lines.some((line) => line.product === product);
  const next = known
    ? lines.map((line) => (line.product === product ? { product, quantity } : line))
    : [...lines, { product, quantity }];
  return next.filter((line) => line.quantity > 0);
}

export function cartTotal(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0);
}

/** 0 to MAX_QUANTITY; null when it is no such number. */
export function readQuantity(value: unknown): number | null {
  const quantity =
    typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : Number.NaN;
  return quantity >= 0 && quantity <= MAX_QUANTITY ? quantity : null;
}
