'use server';

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer, PasskeyAnswer } from '#components/dashboard/form-answer.ts';
import { MAX_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import { readNext } from '#lib/front/dashboard-path.ts';
import { confirmWithPassword } from '#lib/operations/operators/confirm-identity.ts';
import { askToConfirm as ask, confirmWithPasskey } from '#lib/operations/operators/passkeys.ts';
import { admitOperator, refused } from '../../../operator-action.ts';
import { operatorRequest, thisAddress } from '../../../operator-request.ts';
import { answerFields } from '../../../passkey-fields.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

const fields = {
  password: z.string().max(MAX_PASSWORD_CHARS),
  code: z.string().max(64).default(''),
};

/** Proves again who sits there, and leads back to what was wanted. */
export async function confirm(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, fields, 'account.read');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const request = await operatorRequest(operator.context);
  const facts = { ...sent, request };
  const verdict = await confirmWithPassword(operator.context, operator.asking, facts);
  if (verdict !== 'right') return refused(verdict === 'held' ? 'held' : 'wrong_confirm');
  return redirect(await wanted(operator));
}

export async function askToConfirm(
  form: FormData,
): Promise<PasskeyAnswer<PublicKeyCredentialRequestOptionsJSON>> {
  const admitted = await admitOperator(form, {}, 'account.read');
  if (admitted === null) return { kind: 'refused', refusal: 'try_again' };
  const { context, asking } = admitted.operator;
  return { kind: 'asked', ...(await ask(context, asking)) };
}

export async function confirmByPasskey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, answerFields, 'account.read');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const verdict = await confirmWithPasskey(operator.context, operator.asking, {
    challengeId: sent.challenge,
    response: sent.response as AuthenticationResponseJSON, // the library that checks it reads it
  });
  return verdict === 'right' ? redirect(await wanted(operator)) : refused('passkey');
}

async function wanted({ locale, basePath }: PermittedOperator): Promise<string> {
  const { query } = await thisAddress();
  return readNext(query.get('next'), locale) ?? basePath;
}
