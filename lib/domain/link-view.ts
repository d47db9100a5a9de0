import type { CheckoutSummary } from './checkout-view.ts';
import type { CustomField, FieldProblem } from './custom-field.ts';
import type { Money } from './money.ts';
import type { LinkStanding } from './payment-link.ts';

/** What is wrong with something a shopper entered on a link's page. */
export type EntryProblem =
  | { readonly code: FieldProblem | 'not_an_amount' | 'nothing_chosen' }
  | { readonly code: 'too_little' | 'too_much'; readonly limit: Money }
  | { readonly code: 'quantity_out_of_bounds'; readonly minimum: number; readonly maximum: number };

/** By the names of the form's fields. */
export type EntryProblems = Readonly<Record<string, EntryProblem>>;

/** Why nothing was opened, though nothing entered was wrong. */
export const LINK_REFUSALS = ['held', 'not_payable', 'try_again'] as const;
export type LinkRefusal = (typeof LINK_REFUSALS)[number];

export interface LinkItemView {
  readonly name: string;
  readonly description: string | null;
  readonly quantity: number;
  /** Null: the shopper chooses, within `amountBounds`. */
  readonly unitAmount: Money | null;
  readonly amountBounds: { readonly minimum: Money; readonly maximum: Money } | null;
  /** What stands in the field at first, as a plain decimal. */
  readonly amountPreset: string;
  /** Null: it is fixed. */
  readonly quantityBounds: { readonly minimum: number; readonly maximum: number } | null;
  /** The name of its quantity's field. */
  readonly quantityField: string;
}

/** What a link's page shows before there is a session. */
export interface LinkView {
  readonly code: string;
  readonly livemode: boolean;
  readonly merchant: CheckoutSummary['merchant'];
  readonly standing: LinkStanding;
  /** What the merchant says of a link that opens nothing. */
  readonly inactiveMessage: string | null;
  readonly submitType: string | null;
  readonly items: readonly LinkItemView[];
  /** What is paid; null while it depends on what is entered. */
  readonly total: Money | null;
  readonly customFields: readonly (CustomField & { readonly name: string })[];
}
