import { lockMerchant } from '#lib/db/stores/merchant-store.ts';
import { lockMethodSettings } from '#lib/db/stores/method-setting-store.ts';
import {
  type ProviderAccountRow,
  listProviderAccounts,
  lockOwnAccount,
  updateAccountLabel,
} from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import { isLiveAllowed } from '../live-on-pglite.ts';
import { changeSetting, listSettings } from '../own-setup.ts';
import { writeProviderAccount } from '../write-provider-account.ts';
import { ownerOf } from '../operators/acting.ts';
import { type Desk, STALE, UNKNOWN, writeDeed } from './desk.ts';

/** What is wrong with credentials, by the field; null: with all of them together. */
export interface CredentialProblem {
  readonly kind: 'problem';
  readonly field: string | null;
  readonly problem: 'shape' | 'modes_differ' | 'other_mode' | 'exists' | 'live_not_allowed';
}

export type AccountSaved =
  | { readonly kind: 'saved'; readonly id: ProviderAccountId }
  | typeof STALE
  | typeof UNKNOWN
  | CredentialProblem;

/** Adds the shop's account at a provider. A shop has one at each, in each mode. */
export async function addAccount(
  desk: Desk,
  asked: {
    readonly provider: ProviderId;
    readonly credentials: unknown;
    readonly label: string | null;
  },
): Promise<AccountSaved> {
  const { context, livemode } = desk;
  const { provider, label } = asked;
  const owner = ownerOf(desk);
  if (livemode && !isLiveAllowed(context)) {
    return { kind: 'problem', field: null, problem: 'live_not_allowed' };
  }
  const read = readCredentials(desk, provider, asked.credentials);
  if (read.kind === 'problem') return read;
  return context.database.db.transaction(async (tx) => {
    // Who adds one at the same moment waits, and is told that it is there.
    await lockMerchant(tx, owner.merchantId);
    const accounts = await listProviderAccounts(tx, owner.merchantId, livemode);
    if (accounts.some((known) => known.provider === provider)) {
      return { kind: 'problem', field: null, problem: 'exists' };
    }
    const { credentials } = read;
    const { id } = await writeProviderAccount(context, tx, { owner, provider, credentials, label });
    await writeDeed(desk, tx, {
      action: 'provider.added',
      subject: provider,
      ...(label === null ? {} : { after: { label } }),
    });
    return { kind: 'saved', id };
  });
}

/** What a form about an account was drawn from. */
export function accountStamp(
  account: Pick<ProviderAccountRow, 'label' | 'credentialsSetAt'>,
): string {
  return JSON.stringify([account.label, account.credentialsSetAt?.getTime() ?? null]);
}

/** Gives an account other credentials; payments under way go on with them. */
export function replaceCredentials(
  desk: Desk,
  asked: { readonly id: string; readonly seen: string; readonly credentials: unknown },
): Promise<AccountSaved> {
  const { context } = desk;
  return changeAccount(desk, asked, async (tx, account) => {
    const read = readCredentials(desk, account.provider, asked.credentials);
    if (read.kind === 'problem') return read;
    const { provider } = account;
    const { credentials } = read;
    await writeProviderAccount(context, tx, { owner: ownerOf(desk), provider, credentials });
    await writeDeed(desk, tx, {
      action: 'provider.changed',
      subject: provider,
      after: { credentials: 'replaced' },
    });
    return { kind: 'saved', id: account.id };
  });
}

export function labelAccount(
  desk: Desk,
  asked: { readonly id: string; readonly seen: string; readonly label: string | null },
): Promise<AccountSaved> {
  return changeAccount(desk, asked, async (tx, account) => {
    const saved = { kind: 'saved', id: account.id } as const;
    if (account.label === asked.label) return saved;
    await updateAccountLabel(tx, account.id, asked.label);
    await writeDeed(desk, tx, {
      action: 'provider.changed',
      subject: account.provider,
      before: { label: account.label },
      after: { label: asked.label },
    });
    return saved;
  });
}

/**
 * Takes every method that goes by an account off the page. The credentials stay: payments under way end by them, and
 * money is given back by them. Each method is switched on again by itself.
 */
export function switchOffAccount(
  desk: Desk,
  asked: { readonly id: string; readonly seen: string },
): Promise<AccountSaved> {
  const owner = ownerOf(desk);
  return changeAccount(desk, asked, async (tx, account) => {
    await lockMethodSettings(tx, owner);
    const own = (await listSettings(tx, owner)).filter(
      ({ providerAccountId, enabled }) => enabled && providerAccountId === account.id,
    );
    for (const { id } of own) await changeSetting(tx, owner, id, { enabled: false });
    if (own.length > 0) {
      await writeDeed(desk, tx, {
        action: 'provider.changed',
        subject: account.provider,
        after: { switchedOff: own.map(({ id }) => id).join(' ') },
      });
    }
    return { kind: 'saved', id: account.id };
  });
}

type Tx = Parameters<typeof lockOwnAccount>[0];

function changeAccount(
  desk: Desk,
  { id, seen }: { readonly id: string; readonly seen: string },
  act: (tx: Tx, account: ProviderAccountRow) => Promise<AccountSaved>,
): Promise<AccountSaved> {
  return desk.context.database.db.transaction(async (tx) => {
    const account = await lockOwnAccount(tx, ownerOf(desk), id);
    if (account === null) return UNKNOWN;
    return accountStamp(account) === seen ? act(tx, account) : STALE;
  });
}

/** Credentials as their provider wants them, of this mode. What is told of a problem never repeats one. */
function readCredentials(
  { context, livemode }: Desk,
  provider: ProviderId,
  sent: unknown,
): { readonly kind: 'read'; readonly credentials: unknown } | CredentialProblem {
  const { credentialsSchema, credentialsMode } = context.providers[provider];
  const parsed = credentialsSchema.safeParse(sent);
  if (!parsed.success) {
    const [field] = parsed.error.issues[0]?.path ?? [];
    return field === undefined
      ? { kind: 'problem', field: null, problem: 'modes_differ' }
      : { kind: 'problem', field: String(field), problem: 'shape' };
  }
  if (credentialsMode(parsed.data) !== (livemode ? 'live' : 'test')) {
    return { kind: 'problem', field: null, problem: 'other_mode' };
  }
  return { kind: 'read', credentials: parsed.data };
}
