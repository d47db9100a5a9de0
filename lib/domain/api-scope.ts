/** What an API key can be allowed to read or write: one name a resource, as the paths of the API name it. */
export const API_RESOURCES = [
  'balance_transactions',
  'charges',
  'checkout_sessions',
  'customers',
  'disputes',
  'events',
  'experiments',
  'fps_transfers',
  'method_settings',
  'ordering',
  'payment_intents',
  'payment_links',
  'payment_methods',
  'payouts',
  'prices',
  'products',
  'provider_accounts',
  'refunds',
  'reviews',
  'setup_intents',
  'test_helpers',
  'webhook_endpoints',
] as const;
export type ApiResource = (typeof API_RESOURCES)[number];

/**
 * What the `write` of no resource includes, because it reaches further than changing what is there: taking held
 * money, the words and the limits that shoppers see of a method, and charging people who are not there.
 */
export const API_POWERS = [
  'captures.write',
  'method_terms.write',
  'off_session_charges.write',
] as const;

/** `write` of a resource includes `read` of the same. */
export type ApiScope = `${ApiResource}.${'read' | 'write'}` | (typeof API_POWERS)[number];

export const API_SCOPES: readonly ApiScope[] = [
  ...API_RESOURCES.flatMap((resource) => [
    `${resource}.read` as const,
    `${resource}.write` as const,
  ]),
  ...API_POWERS,
];

/** What a key may do: everything, or what it was made for. */
export type ApiGrant = 'everything' | ReadonlySet<ApiScope>;

export function grants(grant: ApiGrant, scope: ApiScope): boolean {
  if (grant === 'everything' || grant.has(scope)) return true;
  const [resource, access] = scope.split('.');
  return access === 'read' && [...grant].includes(`${resource as ApiResource}.write`); // split of a scope
}
