import type { z } from 'zod';
import { unreachable } from '#lib/domain/unreachable.ts';
import { type ApiError, invalidRequest } from './api-error.ts';
import type { ParamObject } from './request-params.ts';

/** Parameters by an endpoint's schema. Throws ApiError about the first one that is wrong. */
export function parseParams<Schema extends z.ZodType>(
  schema: Schema,
  params: ParamObject,
): z.infer<Schema> {
  const parsed = schema.safeParse(params, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue === undefined ? invalidRequest('The parameters are wrong.') : errorOf(issue);
}

/** `['line_items', 0, 'quantity']` as Stripe writes it: `line_items[0][quantity]`. */
export function paramName(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (index === 0 ? String(part) : `[${String(part)}]`))
    .join('')
    .slice(0, 200);
}

type Issue = z.ZodError['issues'][number];

function errorOf(issue: Issue): ApiError {
  const param = paramName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const name = paramName([...issue.path, ...issue.keys.slice(0, 1)]);
      return invalidRequest(`Received unknown parameter: ${name}`, {
        code: 'parameter_unknown',
        param: name,
      });
    }
    case 'invalid_type':
      return issue.input === undefined
        ? missing(param)
        : invalidRequest(
            `Invalid ${param}: must be ${EXPECTED[issue.expected] ?? 'another type'}.`,
            {
              param,
            },
          );
    case 'invalid_value':
      return issue.input === undefined
        ? missing(param)
        : invalidRequest(`Invalid ${param}: ${valueProblem(issue)}.`, { param });
    case 'custom': {
      const code: unknown = issue.params?.['code'];
      return invalidRequest(`Invalid ${param}: ${issue.message}.`, {
        param,
        ...(typeof code === 'string' ? { code } : {}),
      });
    }
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
      return invalidRequest(`Invalid ${param}: ${issue.message}.`, { param });
    default:
      return unreachable(issue);
  }
}

function missing(param: string): ApiError {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

/** How the types of a schema are called in a message. */
const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a single value',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function valueProblem(issue: Issue & { code: 'invalid_value' }): string {
  // The schema's own words where it has some; zod's otherwise list the values in its own style.
  return issue.message.startsWith('Invalid ')
    ? `must be one of ${issue.values.map(String).join(', ')}`
    : issue.message;
}
