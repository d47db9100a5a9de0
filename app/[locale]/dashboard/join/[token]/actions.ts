'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { MAX_PASSWORD_CHARS } from '#lib/domain/operator-password.ts';
import { acceptAsOperator, acceptWithPassword } from '#lib/operations/operators/accept-link.ts';
import { admitAnybody, refused } from '../../operator-action.ts';
import { askingOperator, keepSession, operatorRequest } from '../../operator-request.ts';

const token = z.string().regex(/^[0-9A-Za-z]{43}$/);
/** One more than there may be, so that what is too long is said to be. */
const password = z.string().max(2 * MAX_PASSWORD_CHARS);
const name = z.string().trim().min(1).max(100).optional();

/** Sets the password that a link is for, and signs in. */
export async function setPassword(form: FormData): Promise<FormAnswer> {
  const admitted = await admitAnybody(form, { token, password, name });
  if (admitted === null) return refused('try_again');
  const { context, fields } = admitted;
  const { locale } = fields;
  const result = await acceptWithPassword(context, {
    token: fields.token,
    name: fields.name ?? '',
    password: fields.password,
    locale,
    request: await operatorRequest(context),
  });
  switch (result.kind) {
    case 'refused':
      return refused(result.problem);
    // The page says by itself how the link stands.
    case 'over':
    case 'join':
      return redirect(`/${locale}/dashboard/join/${fields.token}`);
    case 'second_factor':
      await keepSession(context, result.token);
      return redirect(`/${locale}/dashboard/second-factor`);
    case 'signed_in':
      await keepSession(context, result.token);
      return redirect(`/${locale}/dashboard`);
  }
}

/** Brings whoever is signed in to the shop that a link is for. */
export async function join(form: FormData): Promise<FormAnswer> {
  const asking = await askingOperator();
  const admitted = await admitAnybody(form, { token }, asking?.session.id);
  if (admitted === null || asking === null || asking.session.stage !== 'open') {
    return refused('try_again');
  }
  const { context, fields } = admitted;
  const request = await operatorRequest(context);
  const result = await acceptAsOperator(context, asking, { token: fields.token, request });
  switch (result) {
    case 'not_yours':
      return refused('not_yours');
    case 'over':
      return redirect(`/${fields.locale}/dashboard/join/${fields.token}`);
    case 'joined':
      return redirect(`/${fields.locale}/dashboard`);
  }
}
