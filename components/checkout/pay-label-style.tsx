import type { MethodId } from '#lib/domain/method-id.ts';

/**
 * Shows the one label of the pay button that fits the chosen method, by style sheet alone: right before
 * any script runs and without any. The labels not shown are `display: none`, so no screen reader reads
 * them either. A browser without `:has()` keeps the plain "Pay HK$128.50".
 */
export function PayLabelStyle(props: { methods: readonly MethodId[]; nonce: string | undefined }) {
  return <style nonce={props.nonce}>{payLabelCss(props.methods)}</style>;
}

/** No quotes and no `>`: React would escape them inside `<style>`. */
export function payLabelCss(methods: readonly MethodId[]): string {
  const labels = methods.map(
    (method) =>
      `.pay-label-${method}{display:none}` +
      `.pay-form:has(input[value=${method}]:checked) .pay-label-${method}{display:inline}`,
  );
  return `.pay-form:has(input[name=method]:checked) .pay-label-none{display:none}${labels.join('')}`;
}
