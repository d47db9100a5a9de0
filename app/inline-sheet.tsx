'use client';

/**
 * The style sheet inside the first answer: a round trip fewer before there is anything to see. The
 * framework's own way (`inlineCss`) sends it twice, in the page and again in the data that React takes
 * the page over with; what a client component draws is in the page alone. The browser's build has no
 * text here, and React keeps what it finds.
 */
export function InlineSheet() {
  const text =
    typeof window === 'undefined'
      ? (require('#app/globals.css') as { readonly default: string }).default
      : '';
  return <style suppressHydrationWarning dangerouslySetInnerHTML={{ __html: text }} />;
}
