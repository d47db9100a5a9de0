/** A card that a provider keeps for a customer: how to name it there, and what may be shown of it. */
export interface KeptCard {
  /** The provider's own id (Stripe `pm_…`). */
  readonly paymentMethod: string;
  /** As the provider writes it, e.g. `visa`. */
  readonly brand: string;
  readonly last4: string;
  /** 1 to 12. */
  readonly expiryMonth: number;
  /** Four digits. */
  readonly expiryYear: number;
}
