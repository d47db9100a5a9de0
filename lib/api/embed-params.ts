import type { CreateSessionParams } from '#lib/operations/session-params.ts';
import { type ApiError, invalidRequest } from './api-error.ts';
import type { CreateSessionWireParams } from './create-session-params.ts';

/**
 * Where the shopper goes, which is asked for differently of a page of its own and of one inside the
 * merchant's: what belongs to the other kind is refused by name, as at Stripe. Throws ApiError.
 */
export function whereTo(
  wire: CreateSessionWireParams,
): Pick<CreateSessionParams, 'successUrl' | 'cancelUrl' | 'embed'> {
  const mode = wire.ui_mode ?? 'hosted_page';
  switch (mode) {
    case 'hosted_page':
    case 'hosted':
      return ofItsOwn(wire, mode);
    case 'embedded_page':
    case 'embedded':
      return inFrame(wire, mode);
  }
}

function ofItsOwn(wire: CreateSessionWireParams, mode: string): ReturnType<typeof whereTo> {
  for (const param of ['return_url', 'redirect_on_completion'] as const) {
    if (wire[param] !== undefined) throw ofAnotherMode(param, mode);
  }
  if (wire.success_url === undefined) throw missing('success_url');
  return { successUrl: wire.success_url, cancelUrl: wire.cancel_url ?? null };
}

function inFrame(wire: CreateSessionWireParams, mode: string): ReturnType<typeof whereTo> {
  for (const param of ['success_url', 'cancel_url'] as const) {
    if (wire[param] !== undefined) throw ofAnotherMode(param, mode);
  }
  const redirectOnCompletion = wire.redirect_on_completion ?? 'always';
  if (wire.return_url === undefined && redirectOnCompletion !== 'never')
    throw missing('return_url');
  return {
    successUrl: null,
    cancelUrl: null,
    embed: { returnUrl: wire.return_url ?? null, redirectOnCompletion },
  };
}

function ofAnotherMode(param: string, mode: string): ApiError {
  return invalidRequest(`You cannot send ${param} when ui_mode is ${mode}.`, { param });
}

function missing(param: string): ApiError {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
