'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { FormAnswer } from '#components/dashboard/form-answer.ts';
import type { OperatorId, OperatorLinkId } from '#lib/domain/ids.ts';
import { OPERATOR_ROLES } from '#lib/domain/operator-role.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import { inviteOperator } from '#lib/operations/operators/operator-links.ts';
import {
  type TeamChange,
  changeRole,
  removeMember,
  withdrawInvitation,
} from '#lib/operations/operators/team.ts';
import { admitOperator, backWith, problem, refused } from '../../../operator-action.ts';
import { operatorRequest } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';

const role = z.enum(OPERATOR_ROLES);
const member = z
  .string()
  .regex(/^opr_[0-9A-Za-z]{24}$/)
  .transform((id) => id as OperatorId); // the pattern is the brand's
const invitation = z
  .string()
  .regex(/^oplnk_[0-9A-Za-z]{24}$/)
  .transform((id) => id as OperatorLinkId); // the pattern is the brand's

/** Answers with the link that the invited is to be given: nothing is sent by Praya. */
export async function invite(form: FormData): Promise<FormAnswer> {
  const fields = { email: z.string().max(300), role };
  const admitted = await admitOperator(form, fields, 'team.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields: sent } = admitted;
  const { t } = wordsFor(operator.locale);
  const email = z.email().max(254).safeParse(sent.email.trim());
  if (!email.success) return problem(t('dashboard.form.emailWrong'), 'email');
  const link = await inviteOperator(operator.context, operator.asking, {
    email: email.data,
    role: sent.role,
    request: await operatorRequest(operator.context),
  });
  if (link === null) return problem(t('dashboard.team.alreadyIn'), 'email');
  return { kind: 'secrets', secrets: [link.url] };
}

export async function changeMemberRole(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { member, from: role, role }, 'team.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const changed = await changeRole(operator.context, operator.asking, {
    operatorId: fields.member,
    from: fields.from,
    role: fields.role,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, changed, 'role');
}

export async function removeFromTeam(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { member, from: role }, 'team.change');
  if (admitted === null) return refused('try_again');
  const { operator, fields } = admitted;
  const removed = await removeMember(operator.context, operator.asking, {
    operatorId: fields.member,
    from: fields.from,
    request: await operatorRequest(operator.context),
  });
  return answerTo(operator, removed, 'removed');
}

export async function withdraw(form: FormData): Promise<FormAnswer> {
  const admitted = await admitOperator(form, { invitation }, 'team.change');
  if (admitted === null) return backWith('try_again');
  const { operator, fields } = admitted;
  const isWithdrawn = await withdrawInvitation(operator.context, operator.asking, {
    id: fields.invitation,
    request: await operatorRequest(operator.context),
  });
  return isWithdrawn ? redirect(`${operator.basePath}/team?done=withdrawn`) : backWith('stale');
}

async function answerTo(
  { locale, basePath }: PermittedOperator,
  change: TeamChange,
  what: 'role' | 'removed',
): Promise<FormAnswer> {
  const { t } = wordsFor(locale);
  switch (change) {
    case 'changed':
      return redirect(`${basePath}/team?done=${what}`);
    case 'last_owner':
      return problem(t('dashboard.team.lastOwner'), null);
    case 'not_found':
    case 'stale':
      return problem(t('dashboard.team.changedMeanwhile'), null);
  }
}
