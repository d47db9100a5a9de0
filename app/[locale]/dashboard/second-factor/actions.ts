'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import { readNext } from '#lib/front/dashboard-path.ts';
import { signInWithCode } from '#lib/operations/operators/second-factor.ts';
import { admitAnybody, refused } from '../operator-action.ts';
import { askingOperator, keepSession, operatorRequest, thisAddress } from '../operator-request.ts';

/** The code after the password. */
export async function sendCode(form: FormData): Promise<FormAnswer> {
  const waiting = await askingOperator();
  const admitted = await admitAnybody(form, { code: z.string().max(64) }, waiting?.session.id);
  if (admitted === null) return refused(waiting === null ? 'over' : 'try_again');
  const { context, fields } = admitted;
  if (waiting === null) return refused('over');
  const request = await operatorRequest(context);
  const result = await signInWithCode(context, waiting, { code: fields.code, request });
  switch (result.kind) {
    case 'wrong':
      return refused('wrong_code');
    case 'held':
    case 'over':
      return refused(result.kind);
    case 'signed_in': {
      await keepSession(context, result.token);
      const { query } = await thisAddress();
      const start = `/${fields.locale}/dashboard`;
      return redirect(readNext(query.get('next'), fields.locale) ?? start);
    }
  }
}
