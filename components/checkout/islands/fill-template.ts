/** Puts figures into a message's `{placeholders}`; for islands, which carry no translation code. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, number | string>>,
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
