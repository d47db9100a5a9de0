/** Every page of a shop, below its address: whoever adds one adds it here, and the stories of all pages go there. */
export const DASHBOARD_PAGES = [
  'account',
  'account/authenticator',
  'audit-log',
  'confirm',
  'experiments',
  'experiments/new',
] as const;
