/** Data as it was kept, for who wants to see it; folded, for most do not. */
export function RawJson(props: { label: string; name?: string; value: unknown }) {
  return (
    <details className="pay-raw">
      <summary aria-label={props.name}>{props.label}</summary>
      <pre>{JSON.stringify(props.value, null, 2)}</pre>
    </details>
  );
}
