// See instrumentation.js. It is asked about no page.
export function proxy() {}

export const config = { matcher: '/none' };
