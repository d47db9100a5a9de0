import type { AuditFacts } from '#lib/domain/audit-entry.ts';
import type { MessageKey, Words } from '#lib/i18n/translator.ts';

const FACT_WORDS: Readonly<Record<string, MessageKey>> = {
  by: 'dashboard.audit.fact.by',
  role: 'dashboard.audit.fact.role',
  sessionsEnded: 'dashboard.audit.fact.sessionsEnded',
  codesLeft: 'dashboard.audit.fact.codesLeft',
  passkey: 'dashboard.audit.fact.passkey',
  purpose: 'dashboard.audit.fact.purpose',
  change: 'dashboard.audit.fact.change',
  mode: 'dashboard.audit.fact.mode',
  filter: 'dashboard.audit.fact.filter',
  logo: 'dashboard.audit.fact.logo',
  name: 'dashboard.audit.fact.name',
  nameZh: 'dashboard.audit.fact.nameZh',
  accentColor: 'dashboard.audit.fact.accentColor',
  supportEmail: 'dashboard.audit.fact.supportEmail',
  supportUrl: 'dashboard.audit.fact.supportUrl',
  termsUrl: 'dashboard.audit.fact.termsUrl',
  active: 'dashboard.audit.fact.active',
  amount: 'dashboard.payment.fact.amount',
  refund: 'dashboard.payment.fact.refund',
  reason: 'dashboard.payment.fact.reason',
  bankReference: 'dashboard.payment.fact.bankReference',
  reference: 'dashboard.payment.fact.reference',
  endpoint: 'dashboard.payment.fact.endpoint',
  on: 'dashboard.audit.fact.on',
  reasonEn: 'dashboard.audit.fact.reasonEn',
  reasonZh: 'dashboard.audit.fact.reasonZh',
  minAmount: 'dashboard.audit.fact.minAmount',
  maxAmount: 'dashboard.audit.fact.maxAmount',
  runBy: 'dashboard.audit.fact.runBy',
  policy: 'dashboard.audit.fact.policy',
  paused: 'dashboard.audit.fact.paused',
  outageAction: 'dashboard.audit.fact.outageAction',
  order: 'dashboard.audit.fact.order',
  hidden: 'dashboard.audit.fact.hidden',
  pinned: 'dashboard.audit.fact.pinned',
  amounts: 'dashboard.audit.fact.amounts',
  countries: 'dashboard.audit.fact.countries',
  feeShares: 'dashboard.audit.fact.feeShares',
  until: 'dashboard.audit.fact.until',
  label: 'dashboard.audit.fact.label',
  credentials: 'dashboard.audit.fact.credentials',
  switchedOff: 'dashboard.audit.fact.switchedOff',
  connection: 'dashboard.audit.fact.connection',
  notifications: 'dashboard.audit.fact.notifications',
  arm: 'dashboard.experiments.fact.arm',
  share: 'dashboard.experiments.fact.share',
  kind: 'dashboard.audit.fact.kind',
  scopes: 'dashboard.audit.fact.scopes',
  ends: 'dashboard.audit.fact.ends',
  overlapHours: 'dashboard.audit.fact.overlapHours',
  url: 'dashboard.audit.fact.url',
  events: 'dashboard.audit.fact.events',
  apiVersion: 'dashboard.audit.fact.apiVersion',
  from: 'dashboard.audit.fact.from',
  before: 'dashboard.audit.fact.before',
  types: 'dashboard.audit.fact.types',
  matched: 'dashboard.audit.fact.matched',
  known: 'dashboard.audit.fact.known',
  toLookAt: 'dashboard.audit.fact.toLookAt',
  unreadable: 'dashboard.audit.fact.unreadable',
};

/** Values that are words of ours. */
const VALUE_WORDS: Readonly<Record<string, Readonly<Record<string, MessageKey>>>> = {
  by: {
    password: 'dashboard.audit.by.password',
    passkey: 'dashboard.audit.by.passkey',
    totp: 'dashboard.audit.by.totp',
    recovery_code: 'dashboard.audit.by.recovery_code',
  },
  reason: {
    requested_by_customer: 'dashboard.payment.actions.reasons.requested_by_customer',
    duplicate: 'dashboard.payment.actions.reasons.duplicate',
    fraudulent: 'dashboard.payment.actions.reasons.fraudulent',
  },
  mode: { test: 'dashboard.shell.test', live: 'dashboard.shell.live' },
  role: {
    owner: 'dashboard.role.owner',
    operator: 'dashboard.role.operator',
    finance: 'dashboard.role.finance',
    developer: 'dashboard.role.developer',
    viewer: 'dashboard.role.viewer',
  },
};

/** An entry's facts in words; one that has none is shown as it was written. */
export function factsInWords(after: AuditFacts | null, { t }: Words): readonly string[] {
  return Object.entries(after ?? {}).map(([name, value]) => {
    const words = VALUE_WORDS[name]?.[String(value)];
    const told = words === undefined ? String(value) : t(words);
    const sentence = FACT_WORDS[name];
    return sentence === undefined ? `${name}: ${told}` : t(sentence, { value: told });
  });
}
