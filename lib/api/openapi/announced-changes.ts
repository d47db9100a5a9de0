import { breakingChanges } from './breaking-changes.ts';
import type { ApiDescription } from './describe-api.ts';

/** Breaking changes that no line of the list of changes (`- POST /v1/…: … is gone`) announces. */
export function unannounced(
  before: ApiDescription,
  after: ApiDescription,
  changes: string,
): readonly string[] {
  const announced = new Set(changes.split('\n').map((line) => line.trim()));
  return breakingChanges(before, after).filter((change) => !announced.has(`- ${change}`));
}
