import { findProviderAccount } from '#lib/db/stores/provider-account-store.ts';
import type { ProviderAccountRow } from '#lib/db/stores/provider-account-store.ts';
import type {
  ConnectionCheck,
  ConnectionVerdict,
  NotificationsCheck,
} from '#lib/domain/connection-check.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import { SealBrokenError } from '#lib/platform/secret-box.ts';
import { connectAccount } from '../connect-provider.ts';
import type { AppContext } from '../context.ts';
import { ownerOf } from '../operators/acting.ts';
import { type Desk, UNKNOWN, writeDeed } from './desk.ts';

export interface AccountCheck {
  readonly kind: 'checked';
  readonly connection: ConnectionVerdict;
  /** How far the provider's clock is from ours, in seconds, where that is too far; null: it is not, or nobody knows. */
  readonly clockOffS: number | null;
  readonly notifications: NotificationsCheck;
}

/** Signatures are believed for five minutes: what is nearer than this harms nobody. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Asks an account for something harmless, and says what is wrong with it. The provider is called before the
 * transaction that writes the log.
 */
export async function checkAccount(desk: Desk, id: string): Promise<AccountCheck | typeof UNKNOWN> {
  const { context } = desk;
  const { merchantId, livemode } = ownerOf(desk);
  const account = await findProviderAccount(context.database.db, id as ProviderAccountId); // looked up, not trusted
  if (account === null || account.merchantId !== merchantId || account.livemode !== livemode) {
    return UNKNOWN;
  }
  const connection = await ask(context, account);
  const checked: AccountCheck = {
    kind: 'checked',
    connection: connection.kind,
    clockOffS: connection.kind === 'works' ? clockOff(context, connection.answeredAt) : null,
    notifications: notificationsOf(account),
  };
  await context.database.db.transaction((tx) =>
    writeDeed(desk, tx, {
      action: 'provider.tested',
      subject: account.provider,
      after: { connection: checked.connection, notifications: checked.notifications.kind },
    }),
  );
  return checked;
}

async function ask(
  context: AppContext,
  account: ProviderAccountRow,
): Promise<ConnectionCheck | { readonly kind: 'sealed' }> {
  try {
    const provider = context.providers[account.provider];
    const credentials: unknown = JSON.parse(
      context.secrets.open(account.credentials, `provider_account.credentials:${account.id}`),
    );
    const mode = account.livemode ? 'live' : 'test';
    if (provider.credentialsMode(credentials) !== mode) return { kind: 'other_mode' };
  } catch (error) {
    if (error instanceof SealBrokenError) return { kind: 'sealed' };
    throw error;
  }
  return connectAccount(context, account).checkConnection();
}

function clockOff({ clock }: AppContext, answeredAt: Date | null): number | null {
  if (answeredAt === null) return null;
  const offMs = clock.now().getTime() - answeredAt.getTime();
  return Math.abs(offMs) < CLOCK_TOLERANCE_MS ? null : Math.round(offMs / 1000);
}

/** By what came with the credentials that are there now. */
export function notificationsOf(
  account: Pick<
    ProviderAccountRow,
    'provider' | 'createdAt' | 'credentialsSetAt' | 'notifiedAt' | 'refusedAt' | 'refusedBecause'
  >,
): NotificationsCheck {
  if (account.provider === 'fps-direct') return { kind: 'none_sent' };
  const since = account.credentialsSetAt ?? account.createdAt;
  const { notifiedAt, refusedAt, refusedBecause } = account;
  const isSince = (at: Date | null): at is Date => at !== null && at >= since;
  if (isSince(refusedAt) && (notifiedAt === null || refusedAt > notifiedAt)) {
    return { kind: 'refused', at: refusedAt, because: refusedBecause ?? 'bad_signature' };
  }
  return isSince(notifiedAt) ? { kind: 'arriving', lastAt: notifiedAt } : { kind: 'never' };
}
