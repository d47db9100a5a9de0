/** The payment methods of the catalogue (`lib/methods`). */
export const METHOD_IDS = ['card', 'fps', 'alipayhk'] as const;
export type MethodId = (typeof METHOD_IDS)[number];
