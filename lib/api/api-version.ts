import { z } from 'zod';
import { DEFAULT_API_VERSION } from '#lib/operations/session-object.ts';
import { invalidRequest } from './api-error.ts';

/** `2024-06-20`, or with a train: `2026-10-28.endive`. */
const API_VERSION = /^\d{4}-\d{2}-\d{2}(?:\.[a-z][a-z0-9_]{0,30})?$/;

/** The API version a caller was written for, by its `Stripe-Version`. Throws ApiError when it is none. */
export function readApiVersion(asked: string | null): string {
  if (asked === null || asked === '') return DEFAULT_API_VERSION;
  if (!API_VERSION.test(asked)) {
    throw invalidRequest(
      `Invalid Stripe-Version header: expected a version such as ${DEFAULT_API_VERSION}.`,
    );
  }
  return asked;
}

/** The version that an answer is written in: that of a call whose header is none of ours, too. */
export function versionToEcho(asked: string | null): string {
  try {
    return readApiVersion(asked);
  } catch {
    return DEFAULT_API_VERSION;
  }
}

/** A version as a parameter. */
export const apiVersionParam = z
  .string()
  .regex(API_VERSION, `must be a version such as ${DEFAULT_API_VERSION}`);
