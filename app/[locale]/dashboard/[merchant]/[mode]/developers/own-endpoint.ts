import { notFound } from 'next/navigation';
import { findOwnEndpoint } from '#lib/operations/manage-webhook-endpoint.ts';
import { orAskAgain } from '../../../../../when-away.ts';
import { ownerOf } from '../../../acting.ts';
import type { PermittedOperator } from '../../../require-operator.ts';
import { isId } from './developers-query.ts';

type OwnEndpoint = NonNullable<Awaited<ReturnType<typeof findOwnEndpoint>>>;

/** The endpoint that an address names, where it is the shop's own in this mode; else there is no such page. */
export async function ownEndpoint(operator: PermittedOperator, id: string): Promise<OwnEndpoint> {
  if (!isId(id, 'we')) notFound();
  const { db } = operator.context.database;
  const found = await orAskAgain(() => findOwnEndpoint(db, ownerOf(operator), id));
  if (found === null) notFound();
  return found;
}
