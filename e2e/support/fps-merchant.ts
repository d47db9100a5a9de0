import { z } from 'zod';

/** What the shop's own staff do: read the bank statement, and tell Praya what came in. */
export interface FpsMerchant {
  /** What shoppers say they have paid. */
  claimed(): Promise<readonly { id: string; reference: string; amount: number }[]>;
  /** Reports one transfer, for a payment or with the reference that it carried. */
  confirm(transfer: {
    amount: number;
    bank_reference: string;
    payment_attempt?: string;
    reference?: string;
  }): Promise<Transfer>;
  importStatement(csv: string): Promise<readonly { result: string; transfer: Transfer | null }[]>;
  recordRefund(id: string, refund: { amount: number; bank_reference: string }): Promise<Transfer>;
}

const transferSchema = z.object({
  id: z.string(),
  result: z.string(),
  late: z.boolean(),
  payment_attempt: z.string().nullable(),
  amount_returned: z.number(),
});
export type Transfer = z.infer<typeof transferSchema>;

export function fpsMerchant(app: string, secretKey: string): FpsMerchant {
  async function call(method: 'GET' | 'POST', path: string, params?: object): Promise<unknown> {
    const response = await fetch(`${app}${path}`, {
      method,
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      ...(params === undefined ? {} : { body: JSON.stringify(params) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
  return {
    async claimed() {
      const schema = z.object({
        data: z.array(z.object({ id: z.string(), reference: z.string(), amount: z.number() })),
      });
      return schema.parse(await call('GET', '/v1/fps_requests?status=claimed&limit=100')).data;
    },
    confirm: async (transfer) =>
      transferSchema.parse(
        await call('POST', '/v1/fps_transfers', { currency: 'hkd', ...transfer }),
      ),
    async importStatement(csv) {
      const schema = z.object({
        lines: z.array(z.object({ result: z.string(), transfer: transferSchema.nullable() })),
      });
      return schema.parse(await call('POST', '/v1/fps_statements', { csv })).lines;
    },
    recordRefund: async (id, refund) =>
      transferSchema.parse(
        await call('POST', `/v1/fps_transfers/${id}/record_refund`, { currency: 'hkd', ...refund }),
      ),
  };
}
