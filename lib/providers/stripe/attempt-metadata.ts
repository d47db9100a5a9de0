/** Metadata key under which PaymentIntents (and through them charges) carry our attempt's id. */
export const ATTEMPT_METADATA_KEY = 'praya_attempt';
/** Metadata key under which customers carry our customer's id. */
export const CUSTOMER_METADATA_KEY = 'praya_customer';
/** Metadata key under which SetupIntents carry our setup's id. */
export const SETUP_METADATA_KEY = 'praya_setup';
/** Metadata key under which refunds carry our refund's id. */
export const REFUND_METADATA_KEY = 'praya_refund';
