import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import type { FormAnswer, HiddenFields } from '#components/dashboard/form-answer.ts';
import {
  METHODS_DONE,
  type MethodsDone,
  type MethodsNotices,
} from '#components/dashboard/methods/methods-frame.tsx';
import type { FormAction } from '#components/dashboard/form-answer.ts';
import type { Desk } from '#lib/operations/methods/desk.ts';
import { actingOf } from '../../../acting.ts';
import { refused } from '../../../operator-action.ts';
import type { Query } from '../../../operator-request.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { readRefusal } from '../../../shop-page.ts';

export async function deskOf(operator: PermittedOperator): Promise<Desk> {
  return { context: operator.context, ...(await actingOf(operator)) };
}

/** What a page says first. `undos`: what takes a deed back, by what was done. */
export function noticesOf(
  query: Query,
  undos: Readonly<
    Partial<Record<MethodsDone, { readonly action: FormAction; readonly hidden: HiddenFields }>>
  > = {},
): MethodsNotices {
  const done = METHODS_DONE.find((one) => one === query['done']) ?? null;
  return {
    done,
    undo: done === null ? null : (undos[done] ?? null),
    refused: readRefusal(query),
  };
}

/** Leads back to a page with what was done. */
export function doneAt(
  { basePath }: PermittedOperator,
  path: string,
  done: MethodsDone,
  more: Readonly<Record<string, string>> = {},
): never {
  const query = new URLSearchParams({ done, ...more });
  return redirect(`${basePath}/methods${path}?${query}`);
}

/** Says that somebody changed it meanwhile, and draws the page as it is now around what was typed. */
export async function staleAnswer(): Promise<FormAnswer> {
  refresh();
  return refused('stale');
}
