/** What an operator is to one merchant. */
export const OPERATOR_ROLES = ['owner', 'operator', 'finance', 'developer', 'viewer'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** Everything that can be seen or done in the dashboard; a page or a button asks for one of these. */
export const OPERATOR_ACTIONS = [
  'home.read',
  'payments.read',
  'payments.export',
  'payments.refund',
  'payments.refund_large',
  'payments.capture',
  'payments.cancel',
  'transfers.decide',
  'events.resend',
  'methods.read',
  'methods.change',
  'ordering.change',
  'providers.read',
  'providers.change',
  'experiments.read',
  'experiments.change',
  'links.read',
  'links.change',
  'developers.read',
  'keys.change',
  'webhooks.change',
  'settings.read',
  'settings.change',
  'origins.change',
  'team.read',
  'team.change',
  'audit.read',
  'account.read',
  'account.change_factors',
] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** What everybody may: look at how the shop does, and after one's own account. */
const EVERYBODY = [
  'home.read',
  'payments.read',
  'methods.read',
  'experiments.read',
  'links.read',
  'settings.read',
  'account.read',
  'account.change_factors',
] as const satisfies readonly OperatorAction[];

/**
 * Who may do what. An owner may do everything. The operator runs the shop day by day, finance gives money back
 * in any amount, the developer looks after keys and webhooks, a viewer changes nothing of the shop.
 */
const ALLOWED: Readonly<Record<OperatorRole, readonly OperatorAction[]>> = {
  owner: OPERATOR_ACTIONS,
  operator: [
    ...EVERYBODY,
    'payments.export',
    'payments.refund',
    'payments.capture',
    'payments.cancel',
    'transfers.decide',
    'events.resend',
    'methods.change',
    'ordering.change',
    'experiments.change',
    'links.change',
    'settings.change',
    'team.read',
  ],
  finance: [
    ...EVERYBODY,
    'payments.export',
    'payments.refund',
    'payments.refund_large',
    'transfers.decide',
    'team.read',
    'audit.read',
  ],
  developer: [
    ...EVERYBODY,
    'events.resend',
    'providers.read',
    'developers.read',
    'keys.change',
    'webhooks.change',
    'origins.change',
    'team.read',
  ],
  viewer: EVERYBODY,
};

/** What a stolen or forgotten open browser must not be enough for. */
const NEEDS_FRESH: readonly OperatorAction[] = [
  'payments.refund_large',
  'providers.change',
  'keys.change',
  'team.change',
  'account.change_factors',
];

/** How long proving who one is counts for those, in milliseconds. */
export const FRESH_MS = 5 * 60 * 1000;

export function mayDo(role: OperatorRole, action: OperatorAction): boolean {
  return ALLOWED[role].includes(action);
}

/** Whether the operator must have proved who they are in the last five minutes (`FRESH_MS`). */
export function needsFresh(action: OperatorAction): boolean {
  return NEEDS_FRESH.includes(action);
}
