/**
 * What an order that was shown came of. `policy`: the merchant's policy or an experiment's arm. `static`: the
 * merchant's own order, as it is set. `forced`: the same, by the kill switch. `returning`: as the shopper saw it
 * in the last day. `fallback`: nothing could be decided.
 */
export const EXPOSURE_SOURCES = ['policy', 'static', 'forced', 'returning', 'fallback'] as const;
export type ExposureSource = (typeof EXPOSURE_SOURCES)[number];
