import { onceHeightStands } from '../islands/once-height-stands.ts';
import { readAppearance } from '../islands/read-appearance.ts';
import { type EarlyCardSettings, startEarlyCard } from './start-early-card.ts';

/**
 * Begins the card fields while React is still on its way. Inside the page, under its nonce: a file of its own
 * would stand in the queue behind the framework's. After the slot, which it looks for.
 */
export function EarlyCardScript(props: { settings: EarlyCardSettings; nonce: string | undefined }) {
  return (
    <script
      nonce={props.nonce}
      suppressHydrationWarning
      dangerouslySetInnerHTML={{ __html: earlyCardText(props.settings) }}
    />
  );
}

/** The functions as text: each stands on nothing outside itself (a test holds them to it). */
export function earlyCardText(settings: EarlyCardSettings): string {
  // An end of the script is the one thing that JSON may not say inside it.
  const json = JSON.stringify(settings).replaceAll('<', String.raw`\u003c`);
  const tools = `{readAppearance:${String(readAppearance)},onceHeightStands:${String(onceHeightStands)}}`;
  return `(${String(startEarlyCard)})(${json},${tools})`;
}
