'use server';

import type {
  PublicKeyCredentialCreationOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer, PasskeyAnswer } from '#components/dashboard/form-answer.ts';
import type { OperatorSessionId, PasskeyId } from '#lib/domain/ids.ts';
import { MAX_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import { changePassword as change } from '#lib/operations/operators/change-password.ts';
import { revokeOwnSession } from '#lib/operations/operators/own-sessions.ts';
import {
  addPasskey as add,
  askForPasskey as ask,
  removePasskey as remove,
} from '#lib/operations/operators/passkeys.ts';
import { admitOperator, backWith, refused } from '../../../operator-action.ts';
import { operatorRequest } from '../../../operator-request.ts';
import { answerFields } from '../../../passkey-fields.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

const password = z.string().max(2 * MAX_PASSWORD_CHARS);
const passkeyField = z
  .string()
  .regex(/^pkey_[0-9A-Za-z]{24}$/)
  .transform((id) => id as PasskeyId); // the pattern is the brand's
const sessionField = z
  .string()
  .regex(/^opses_[0-9A-Za-z]{24}$/)
  .transform((id) => id as OperatorSessionId); // the pattern is the brand's

/** The current password is proof enough of who asks. */
export async function changePassword(form: FormData): Promise<FormAnswer> {
  const fields = { current: password, wanted: password };
  const admitted = await admitOperator(form, fields, 'account.read');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const request = await operatorRequest(operator.context);
  const result = await change(operator.context, operator.asking, { ...sent, request });
  switch (result.kind) {
    case 'wrong':
      return refused('wrong_password');
    case 'held':
      return refused('held');
    case 'refused':
      return refused(result.problem);
    case 'changed':
      return done(operator, 'password');
  }
}

export async function askForPasskey(
  form: FormData,
): Promise<PasskeyAnswer<PublicKeyCredentialCreationOptionsJSON>> {
  const admitted = await admitOperator(form, {}, 'account.change_factors');
  if (admitted === null) return { kind: 'refused', refusal: 'try_again' };
  const { context, asking } = admitted.operator;
  const asked = await ask(context, asking);
  return asked === null
    ? { kind: 'refused', refusal: 'passkey_many' }
    : { kind: 'asked', ...asked };
}

export async function addPasskey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, answerFields, 'account.change_factors');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const request = await operatorRequest(operator.context);
  const result = await add(operator.context, operator.asking, {
    challengeId: fields.challenge,
    response: fields.response as RegistrationResponseJSON, // the library that checks it reads it
    // Where it was made: what a person tells their keys apart by.
    name: request.browser ?? 'Passkey',
    request,
  });
  return result === 'added' ? done(operator, 'passkey_added') : refused('passkey');
}

export async function removePasskey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { passkey: passkeyField }, 'account.change_factors');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const request = await operatorRequest(operator.context);
  await remove(operator.context, operator.asking, { id: fields.passkey, request });
  return done(operator, 'passkey_removed');
}

export async function endSession(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { session: sessionField }, 'account.read');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const request = await operatorRequest(operator.context);
  await revokeOwnSession(operator.context, operator.asking, { id: fields.session, request });
  return done(operator, 'session_ended');
}

function done({ basePath }: PermittedOperator, what: string): never {
  return redirect(`${basePath}/account?done=${what}`);
}
