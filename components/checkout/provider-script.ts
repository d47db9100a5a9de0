/**
 * The script that `@stripe/stripe-js` will ask for, which does not tell its address (a test holds this to
 * the library). Only for fetching it early: another address would be fetched for nothing.
 */
export const PROVIDER_SCRIPT_URL = 'https://js.stripe.com/endive/stripe.js';
