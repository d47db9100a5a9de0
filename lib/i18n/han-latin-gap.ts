const LATIN_END = /[A-Za-z0-9%)]$/;
const LATIN_START = /^[A-Za-z0-9]/;
const HAN_END = /\p{Script=Han}$/u;
const HAN_START = /^\p{Script=Han}/u;

/**
 * Pieces of a sentence joined with a space wherever Chinese meets Latin letters or figures. A name put
 * into a sentence may be either (`以轉數快付款`, `以 AlipayHK 付款`), so the sentence cannot know. Only
 * the joints are touched: a shop called `7仔` keeps its spelling.
 */
export function joinWithHanLatinGap(pieces: readonly string[]): string {
  return pieces
    .filter((piece) => piece !== '')
    .reduce((text, piece) => (needsGap(text, piece) ? `${text} ${piece}` : `${text}${piece}`), '');
}

function needsGap(before: string, after: string): boolean {
  return (
    (HAN_END.test(before) && LATIN_START.test(after)) ||
    (LATIN_END.test(before) && HAN_START.test(after))
  );
}
