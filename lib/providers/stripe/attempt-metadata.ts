/** Metadata key under which PaymentIntents (and through them charges) carry our attempt's id. */
export const ATTEMPT_METADATA_KEY = 'praya_attempt';
/** Metadata key under which refunds carry our refund's id. */
export const REFUND_METADATA_KEY = 'praya_refund';
