import { createOwner } from '#lib/operations/admin/operator-links.ts';
import type { AppContext } from '#lib/operations/context.ts';
import { acceptAsOperator, acceptWithPassword } from '#lib/operations/operators/accept-link.ts';
import { findSignedIn } from '#lib/operations/operators/operator-session.ts';
import { revokeOwnSession } from '#lib/operations/operators/own-sessions.ts';
import { randomBase62 } from '#lib/platform/ids.ts';

/** With what a person signs in to the dashboard. */
export interface SeededOwner {
  readonly email: string;
  readonly password: string;
}

/**
 * Makes an owner of merchants, as a new installation's first one is made: by a link, and a password of theirs; the
 * further ones by a link that they agree to.
 */
export async function seedOwner(
  context: AppContext,
  [merchant, ...others]: readonly [string, ...string[]],
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
  if (asking === null) throw new Error('The owner who was made is not signed in.');
  for (const other of others) {
    const link = await createOwner(context, { merchant: other, email });
    const joined = { token: link.url.split('/').at(-1) ?? '', request };
    const result = await acceptAsOperator(context, asking, joined);
    if (result !== 'joined') throw new Error(`The owner did not join ${other}: ${result}`);
  }
  // Nobody sits there who would ever sign out.
  await revokeOwnSession(context, asking, { id: asking.session.id, request });
  return { email, password };
}
