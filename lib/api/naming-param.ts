import { ParamError } from '#lib/operations/param-error.ts';
import { invalidRequest } from './api-error.ts';

/** Runs work that may find a parameter wrong, and answers with its name. Throws ApiError. */
export async function namingParam<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ParamError)) throw error;
    throw invalidRequest(error.message, {
      param: error.param,
      ...(error.code === null ? {} : { code: error.code }),
    });
  }
}
