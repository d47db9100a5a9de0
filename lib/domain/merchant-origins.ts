/** Origins by mode, each as browsers write it: `https://shop.example.hk`. */
export interface OriginsByMode {
  readonly test: readonly string[];
  readonly live: readonly string[];
}

export const NO_ORIGINS: OriginsByMode = { test: [], live: [] };

/**
 * What origins are listed for. `embed`: whose pages may frame the merchant's embedded pages; none: nobody's.
 * `return`: where a page may send the shopper afterwards; none: wherever the merchant's server says.
 */
export const ORIGIN_PURPOSES = ['embed', 'return'] as const;
export type OriginPurpose = (typeof ORIGIN_PURPOSES)[number];
