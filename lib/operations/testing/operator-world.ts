import type { Database } from '#lib/db/client.ts';
import {
  type OperatorRow,
  insertMembership,
  insertOperator,
} from '#lib/db/stores/operator-store.ts';
import { insertMerchant } from '#lib/db/stores/merchant-store.ts';
import type { MerchantId } from '#lib/domain/ids.ts';
import { emailKey } from '#lib/domain/operator-password.ts';
import type { OperatorRole } from '#lib/domain/operator-role.ts';
import { newId } from '#lib/platform/ids.ts';
import { hashPassword } from '#lib/platform/password-hash.ts';
import { newTotpSecret, totpCode } from '#lib/platform/totp.ts';
import { type AllowedOperator, checkOperator } from '../operators/check-operator.ts';
import { enableTotp, offerTotp } from '../operators/manage-totp.ts';
import type { OperatorRequest, SignedIn } from '../operators/operator-request.ts';
import { beginSession, findSignedIn } from '../operators/operator-session.ts';
import { type TestClock, createTestContext } from './test-context.ts';
import type { AppContext } from '../context.ts';

export const PASSWORD = 'oolong by the harbour';

/** From where a test's operator comes unless told. */
export const HERE: OperatorRequest = { address: '203.0.113.7', browser: 'Chrome · macOS' };

/** Made once, and cheap to check: what a password costs is not what these tests are about. */
let passwordHash: Promise<string> | null = null;

export interface OperatorWorld {
  readonly context: AppContext;
  readonly clock: TestClock;
  readonly logLines: readonly string[];
  newMerchant(name?: string): Promise<MerchantId>;
  /** An operator of a merchant, whose password is `PASSWORD`. */
  newOperator(of: {
    email: string;
    merchantId: MerchantId;
    role?: OperatorRole;
  }): Promise<OperatorRow>;
  /** Somebody in an open session, as after signing in. */
  signedIn(operator: OperatorRow): Promise<SignedIn & { token: string }>;
  /** The same, let in at one of their merchants. */
  allowedAt(operator: OperatorRow, merchantId: MerchantId): Promise<AllowedOperator>;
  /** Sets up an authenticator app. Returns its secret and the recovery codes. */
  withTotp(asking: SignedIn): Promise<{ secret: string; recoveryCodes: readonly string[] }>;
}

export function createOperatorWorld(database: Database): OperatorWorld {
  const { context, clock, logLines } = createTestContext(database);
  return {
    context,
    clock,
    logLines,
    async newMerchant(name = 'Harbour Tea') {
      const id = newId('merchant');
      await insertMerchant(database.db, {
        id,
        name,
        accentColor: '#0f6b5c',
        createdAt: clock.now(),
      });
      return id;
    },
    async newOperator({ email, merchantId, role = 'owner' }) {
      passwordHash ??= hashPassword(PASSWORD, { N: 1024, r: 8, p: 1 });
      const row: OperatorRow = {
        id: newId('operator'),
        email,
        emailKey: emailKey(email),
        name: 'Mei Chan',
        locale: 'zh-HK',
        passwordHash: await passwordHash,
        createdAt: clock.now(),
      };
      await insertOperator(database.db, row);
      const createdAt = clock.now();
      await insertMembership(database.db, { operatorId: row.id, merchantId, role, createdAt });
      return row;
    },
    async signedIn(operator) {
      const facts = { operator, stage: 'open', request: HERE } as const;
      const { token } = await beginSession(context, database.db, facts);
      const found = await findSignedIn(context, token);
      if (found === null) throw new Error('The session that was begun is not there.');
      return { ...found, token };
    },
    async allowedAt(operator, merchantId) {
      const { token } = await this.signedIn(operator);
      const verdict = await checkOperator(context, { token, merchantId, action: 'account.read' });
      if (verdict.kind !== 'allowed') throw new Error(`Not let in: ${verdict.kind}`);
      return verdict.allowed;
    },
    async withTotp(asking) {
      const offer = await offerTotp(context, asking);
      const secret = offer?.secret ?? newTotpSecret();
      const code = totpCode(secret, clock.now());
      const enabled = await enableTotp(context, asking, { code, request: HERE });
      if (enabled.kind !== 'enabled') throw new Error(`The app was not taken: ${enabled.kind}`);
      return { secret, recoveryCodes: enabled.recoveryCodes };
    },
  };
}
