'use server';

import { redirect } from 'next/navigation';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { revokeOwnSession } from '#lib/operations/operators/own-sessions.ts';
import { admitOperator, backWith } from './operator-action.ts';
import { dropSession, operatorRequest } from './operator-request.ts';

/** Ends the session and leads to where one signs in. */
export async function signOut(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, {}, 'account.read');
  if (admitted === null) return backWith('try_again');
  const { context, asking, locale } = admitted.operator;
  const request = await operatorRequest(context);
  await revokeOwnSession(context, asking, { id: asking.session.id, request });
  await dropSession(context);
  return redirect(`/${locale}/dashboard/sign-in?done=signed_out`);
}
