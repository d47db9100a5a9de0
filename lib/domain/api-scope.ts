/** What an API key can be allowed to read or write: one name a resource, as the paths of the API name it. */
export const API_RESOURCES = [
  'balance_transactions',
  'charges',
  'checkout_sessions',
  'customers',
  'disputes',
  'events',
  'fps_transfers',
  'method_settings',
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

/** `write` includes `read` of the same resource. */
export type ApiScope = `${ApiResource}.${'read' | 'write'}`;

export const API_SCOPES: readonly ApiScope[] = API_RESOURCES.flatMap((resource) => [
  `${resource}.read` as const,
  `${resource}.write` as const,
]);

/** What a key may do: everything, or what it was made for. */
export type ApiGrant = 'everything' | ReadonlySet<ApiScope>;

export function grants(grant: ApiGrant, scope: ApiScope): boolean {
  if (grant === 'everything' || grant.has(scope)) return true;
  const [resource, access] = scope.split('.');
  return access === 'read' && [...grant].includes(`${resource as ApiResource}.write`); // split of a scope
}
