import { type ApiScope, grants } from '#lib/domain/api-scope.ts';
import type { Caller } from '#lib/operations/authenticate-api-key.ts';
import { ApiError } from './api-error.ts';

/** Throws ApiError (403) where the caller's key was not made for this. */
export function requireScope(caller: Caller, scope: ApiScope): void {
  if (grants(caller.grant, scope)) return;
  throw new ApiError({
    status: 403,
    type: 'invalid_request_error',
    code: 'more_permissions_required',
    message: `This restricted key does not have the permission ${scope}.`,
  });
}
