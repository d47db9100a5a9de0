import { createOwner } from '#lib/operations/admin/operator-links.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { acceptWithPassword } from '#lib/operations/operators/accept-link.ts';
import { findSignedIn } from '#lib/operations/operators/operator-session.ts';
import { revokeOwnSession } from '#lib/operations/operators/own-sessions.ts';
import { randomBase62 } from '#lib/platform/ids.ts';

/** With what a person signs in to the dashboard. */
export interface SeededOwner {
  readonly email: string;
  readonly password: string;
}

/** Makes an owner of a merchant, as a new installation's first one is made: by a link, and a password of theirs. */
export async function seedOwner(
  context: AppContext,
  merchant: string,
  { email, name }: { email: string; name: string },
): Promise<SeededOwner> {
  const password = `oolong-${randomBase62(10)}`;
  const { url } = await createOwner(context, { merchant, email });
  const token = url.split('/').at(-1) ?? '';
  const request = { address: null, browser: null };
  const accepted = await acceptWithPassword(context, {
    token,
    name,
    password,
    locale: 'zh-HK',
    request,
  });
  if (accepted.kind !== 'signed_in') throw new Error(`The owner was not made: ${accepted.kind}`);
  const asking = await findSignedIn(context, accepted.token);
  // Nobody sits there who would ever sign out.
  if (asking !== null) await revokeOwnSession(context, asking, { id: asking.session.id, request });
  return { email, password };
}
