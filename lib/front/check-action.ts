import { readMultipart } from './multipart.ts';

/** What the framework may be shown of a post to a page. */
export type ActionVerdict =
  | { readonly kind: 'pass' }
  /** An action of another build of ours: its page was opened before a release. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string };

export interface ActionPost {
  readonly contentType: string;
  /** `Next-Action`: the action's id, where a script calls it. Null: a form, whose fields name it. */
  readonly actionId: string | null;
  readonly body: Uint8Array;
  /** Of this build; null where they are not known, as in development. */
  readonly knownActions: ReadonlySet<string> | null;
  /** A name may come more than once: of several that can be ticked, each that was. */
  readonly mayRepeat: boolean;
}

const ID = /^[0-9a-f]{42}$/;
const FORM_ACTION = '$ACTION_ID_';
/** How our own fields are named. */
const FIELD = /^[a-z][A-Za-z0-9_]{0,40}$/;
/** A form handed to an action is its only argument: row 0 refers to it, its fields are named `_1_…`. */
const ONLY_ARGUMENT = '["$K1"]';

const MALFORMED = { kind: 'refuse', status: 400, code: 'malformed_form' } as const;

/**
 * Checks a post to a page before the framework parses it, which answers 500 to much of what is
 * malformed. Our actions take one form each and nothing else, so anything else is not from our pages.
 */
export function checkAction(post: ActionPost): ActionVerdict {
  const { actionId } = post;
  if (actionId !== null && !ID.test(actionId)) {
    return { kind: 'refuse', status: 404, code: 'no_such_action' };
  }
  if (!/^multipart\/form-data;/i.test(post.contentType)) {
    return { kind: 'refuse', status: 415, code: 'unsupported_media_type' };
  }
  const fields = readMultipart(post.contentType, post.body);
  if (fields === null) return MALFORMED;
  const names = fields.map(({ name }) => name);
  if (repeats(names, post.mayRepeat)) return MALFORMED;
  const id = actionId ?? actionOfForm(names);
  if (id === null) return MALFORMED;
  const shaped = actionId === null ? isForm(names) : isCall(fields);
  if (!shaped) return MALFORMED;
  const known = post.knownActions?.has(id) ?? true;
  return known ? { kind: 'pass' } : { kind: 'outdated' };
}

/** What the framework or the gate reads comes once, whatever may be ticked. */
const ONCE = /^(?:0|\$ACTION_.*|(?:_1_)?(?:\$ACTION_.*|form_token|locale|merchant|mode))$/;

function repeats(names: readonly string[], mayRepeat: boolean): boolean {
  const once = mayRepeat ? names.filter((name) => ONCE.test(name)) : names;
  return new Set(once).size !== once.length;
}

/** The action a plain form names: exactly one. */
function actionOfForm(names: readonly string[]): string | null {
  const named = names.filter((name) => name.startsWith(FORM_ACTION));
  const id = named.length === 1 ? (named[0] ?? '').slice(FORM_ACTION.length) : '';
  return ID.test(id) ? id : null;
}

function isForm(names: readonly string[]): boolean {
  return names.every((name) => name.startsWith(FORM_ACTION) || FIELD.test(name));
}

function isCall(fields: readonly { name: string; value: string }[]): boolean {
  const root = fields.find(({ name }) => name === '0');
  if (root?.value !== ONLY_ARGUMENT) return false;
  return fields.every(({ name }) => {
    if (name === '0') return true;
    const field = name.startsWith('_1_') ? name.slice(3) : '';
    // A form sent before its page was awake names its action as well.
    return (
      FIELD.test(field) ||
      (field.startsWith(FORM_ACTION) && ID.test(field.slice(FORM_ACTION.length)))
    );
  });
}
