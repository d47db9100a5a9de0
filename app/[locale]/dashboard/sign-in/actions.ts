'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type {
  PublicKeyCredentialRequestOptionsJSON,
  AuthenticationResponseJSON,
} from '@simplewebauthn/server';
import type { FormAnswer, PasskeyAnswer } from '#components/dashboard/form-answer.ts';
import { MAX_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import { readNext } from '#lib/front/dashboard-path.ts';
import { askToSignIn as ask, signInWithPasskey } from '#lib/operations/operators/passkeys.ts';
import { signInWithPassword } from '#lib/operations/operators/sign-in.ts';
import { admitAnybody, refused } from '../operator-action.ts';
import { keepSession, operatorRequest, thisAddress, withQuery } from '../operator-request.ts';
import { answerFields } from '../passkey-fields.ts';

const signInFields = {
  email: z.string().trim().max(254),
  password: z.string().max(MAX_PASSWORD_CHARS),
};

/** An address and a password. The second factor, if there is one, comes on a page of its own. */
export async function signIn(form: FormData): Promise<FormAnswer> {
  const admitted = await admitAnybody(form, signInFields);
  if (admitted === null) return refused('try_again');
  const { context, fields } = admitted;
  const { email, password, locale } = fields;
  const request = await operatorRequest(context);
  const result = await signInWithPassword(context, { email, password, request });
  switch (result.kind) {
    case 'wrong':
    case 'held':
      return refused(result.kind);
    case 'second_factor':
      await keepSession(context, result.token);
      return redirect(await goingOn(`/${locale}/dashboard/second-factor`));
    case 'signed_in':
      await keepSession(context, result.token);
      return redirect(await afterSigningIn(locale));
  }
}

/** What the browser's authenticator is asked to sign. */
export async function askToSignIn(
  form: FormData,
): Promise<PasskeyAnswer<PublicKeyCredentialRequestOptionsJSON>> {
  const admitted = await admitAnybody(form, {});
  if (admitted === null) return { kind: 'refused', refusal: 'try_again' };
  const { context } = admitted;
  const asked = await ask(context, await operatorRequest(context));
  return asked === null ? { kind: 'refused', refusal: 'held' } : { kind: 'asked', ...asked };
}

export async function signInByPasskey(form: FormData): Promise<FormAnswer> {
  const admitted = await admitAnybody(form, answerFields);
  if (admitted === null) return refused('try_again');
  const { context, fields } = admitted;
  const result = await signInWithPasskey(context, {
    challengeId: fields.challenge,
    response: fields.response as AuthenticationResponseJSON, // the library that checks it reads it
    request: await operatorRequest(context),
  });
  switch (result.kind) {
    case 'refused':
      return refused('passkey');
    case 'held':
      return refused('held');
    case 'signed_in':
      await keepSession(context, result.token);
      return redirect(await afterSigningIn(fields.locale));
  }
}

/** Where `next` says, else the start of the dashboard. */
async function afterSigningIn(locale: string): Promise<string> {
  const { query } = await thisAddress();
  return readNext(query.get('next'), locale) ?? `/${locale}/dashboard`;
}

async function goingOn(to: string): Promise<string> {
  return withQuery(to, (await thisAddress()).query);
}
