import type { HiddenFields } from './form-answer.ts';

export function HiddenInputs({ fields }: { fields: HiddenFields }) {
  return Object.entries(fields).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
}

/** The same for a form that a script sends. */
export function formOf(fields: HiddenFields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
