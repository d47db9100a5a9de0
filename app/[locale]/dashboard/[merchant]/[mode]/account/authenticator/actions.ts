'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import {
  disableTotp as disable,
  enableTotp as enable,
  renewRecoveryCodes,
} from '#lib/operations/operators/manage-totp.ts';
import { admitOperator, backWith, refused } from '../../../../operator-action.ts';
import { operatorRequest } from '../../../../operator-request.ts';

/** Answered with the recovery codes: where no script is there to show them, new ones are made on the next page. */
export async function enableTotp(form: FormData): Promise<FormAnswer> {
  const fields = { code: z.string().max(64) };
  const admitted = await admitOperator(form, fields, 'account.change_factors');
  if (admitted === null) return refused('try_again');
  const { context, asking, basePath } = admitted.operator;
  const request = await operatorRequest(context);
  const result = await enable(context, asking, { code: admitted.fields.code, request });
  switch (result.kind) {
    case 'wrong':
      return refused('wrong_code');
    case 'held':
      return refused('held');
    case 'not_offered':
      return redirect(`${basePath}/account/authenticator`);
    case 'enabled':
      return { kind: 'secrets', secrets: result.recoveryCodes };
  }
}

export async function renewCodes(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, {}, 'account.change_factors');
  if (admitted === null) return refused('try_again');
  const { context, asking, basePath } = admitted.operator;
  const codes = await renewRecoveryCodes(context, asking, await operatorRequest(context));
  return codes === null
    ? redirect(`${basePath}/account/authenticator`)
    : { kind: 'secrets', secrets: codes };
}

export async function disableTotp(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, {}, 'account.change_factors');
  if (admitted === null) return backWith('try_again');
  const { context, asking, basePath } = admitted.operator;
  await disable(context, asking, await operatorRequest(context));
  return redirect(`${basePath}/account?done=totp_disabled`);
}
