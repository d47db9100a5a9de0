import { type ApiError, invalidRequest } from './api-error.ts';
import { paramName } from './parse-params.ts';
import { type ParamObject, type ParamTree, isParamObject } from './request-params.ts';

/**
 * A parameter that Stripe has and Praya does not. Values that ask for nothing Praya would have to do
 * are let through, so that a shop's existing call works; anything else is refused by name.
 */
export interface SetAsideRule {
  /** `*` stands for each entry of a list. */
  readonly path: readonly string[];
  /** Values that can be ignored; `any` where ignoring the parameter takes nothing from the payment. */
  readonly ignore: readonly string[] | 'any';
}

/** Rules for parameters of Stripe's that Praya has no use for and cannot ignore either. */
export function refusedParams(...names: readonly string[]): readonly SetAsideRule[] {
  return names.map((name) => ({ path: name.split('.'), ignore: [] }));
}

/**
 * Takes the parameters that can be ignored out of the tree. `notices` names those whose absence the
 * caller may want to know of. Throws ApiError naming a parameter that cannot be ignored.
 */
export function setAsideParams(
  params: ParamObject,
  rules: readonly SetAsideRule[],
): { params: ParamObject; notices: readonly string[] } {
  let rest: ParamTree = params;
  const notices: string[] = [];
  for (const rule of rules) {
    rest = without(rest, rule, 0, [], notices);
  }
  return { params: isParamObject(rest) ? rest : params, notices };
}

/** The tree itself where the rule takes nothing out of it. */
function without(
  tree: ParamTree,
  rule: SetAsideRule,
  depth: number,
  path: readonly string[],
  notices: string[],
): ParamTree {
  const step = rule.path[depth];
  if (step === undefined || typeof tree === 'string') return tree;
  if (step === '*') {
    let changed: ParamTree = tree;
    for (const key of Object.keys(tree)) {
      changed = withEntry(changed, key, (entry) =>
        without(entry, rule, depth + 1, [...path, key], notices),
      );
    }
    return changed;
  }
  if (!isParamObject(tree)) return tree;
  const value = tree[step];
  if (value === undefined) return tree;
  if (depth < rule.path.length - 1) {
    return withEntry(tree, step, (entry) =>
      without(entry, rule, depth + 1, [...path, step], notices),
    );
  }
  const name = paramName([...path, step]);
  if (rule.ignore === 'any') notices.push(name);
  else if (!isIgnored(value, rule.ignore)) throw unsupported(name, rule.ignore);
  return copy(Object.entries(tree).filter(([key]) => key !== step));
}

/** With one of its entries changed; the tree itself where that stays the same. */
function withEntry(
  tree: Exclude<ParamTree, string>,
  key: string,
  change: (entry: ParamTree) => ParamTree,
): Exclude<ParamTree, string> {
  const before = (tree as Readonly<Record<string, ParamTree>>)[key]; // a list's by their places
  if (before === undefined) return tree;
  const after = change(before);
  if (after === before) return tree;
  const changed = Object.entries<ParamTree>(tree).map(
    ([name, entry]) => [name, name === key ? after : entry] as const,
  );
  return Array.isArray(tree) ? changed.map(([, entry]) => entry) : copy(changed);
}

function isIgnored(value: ParamTree, ignored: readonly string[]): boolean {
  return typeof value === 'string'
    ? ignored.includes(value)
    : // `automatic_tax[enabled]=false`: switched off is as good as not sent.
      isParamObject(value) &&
        ignored.includes('off') &&
        Object.entries(value).every(([key, entry]) => key === 'enabled' && entry === 'false');
}

function unsupported(param: string, ignored: readonly string[]): ApiError {
  const accepted = ignored.filter((value) => value !== 'off');
  const hint = accepted.length === 0 ? '' : ` Leave it out, or send ${accepted.join(' or ')}.`;
  return invalidRequest(`Praya does not support ${param} yet.${hint}`, {
    code: 'parameter_not_supported',
    param,
  });
}

function copy(entries: readonly (readonly [string, ParamTree])[]): ParamObject {
  return Object.assign(
    Object.create(null) as Record<string, ParamTree>, // Object.create is typed any
    Object.fromEntries(entries),
  );
}
