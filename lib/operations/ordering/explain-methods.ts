import { explainPlace } from '#lib/i18n/explain-place.ts';
import { type Locale, LOCALES } from '#lib/i18n/locales.ts';
import { wordsFor } from '#lib/i18n/translator.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import { type Explanation, explainDecision } from '#lib/ordering/explain-decision.ts';

export interface ExplainedMethod extends Explanation {
  /** The explanation in a sentence, by language. */
  readonly text: Readonly<Record<Locale, string>>;
}

/** The methods of an order, each with why it stands there; none of an order that nothing was kept with. */
export function explainMethods(decision: Decision): readonly ExplainedMethod[] {
  return decision.order.flatMap((method) => {
    const explanation = explainDecision(decision, method);
    if (explanation === null) return [];
    const texts = LOCALES.map((locale) => [locale, explainPlace(wordsFor(locale), explanation)]);
    return [{ ...explanation, text: Object.fromEntries(texts) as ExplainedMethod['text'] }]; // of every locale
  });
}
