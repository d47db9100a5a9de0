/** Every page of a shop, below its address: whoever adds one adds it here, and the stories of all pages go there. */
export const DASHBOARD_PAGES = [
  'home',
  'account',
  'account/authenticator',
  'audit-log',
  'settings',
  'team',
  'links',
  'links?show=all',
  'links/new',
  'confirm',
  'methods',
  'methods/octopus',
  'methods/order',
  'methods/outages',
  'methods/accounts',
  'methods/accounts/add/stripe',
] as const;
