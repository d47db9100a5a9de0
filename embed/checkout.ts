import type { PrayaScript } from '../public/checkout.d.ts';
import { createButton } from './button.ts';
import { addressOf, wrong } from './destination.ts';
import { createEmbed } from './frame.ts';

/**
 * The script for merchants' own pages: a link's button, a redirect, a session in a frame. It needs nothing,
 * keeps nothing and sets no cookie. scripts/build/embed-script.mjs makes `public/checkout.js` of it.
 */

const script = document.currentScript;
if (script instanceof HTMLScriptElement) start(script);
else console.error('Praya: load checkout.js with a <script src> of its own, not as a module.');

function start(tag: HTMLScriptElement): void {
  const { origin } = new URL(tag.src);
  const praya: PrayaScript = {
    redirect: (to) => location.assign(addressOf(origin, to)),
    button(target, options) {
      const button = createButton(origin, options);
      elementOf(target).append(button);
      return button;
    },
    embed: (target, options) => createEmbed(origin, elementOf(target), options),
  };
  window.Praya = praya;
  if (tag.dataset['link'] !== undefined) drawInPlaceOf(tag, origin);
}

/** A script cannot throw at anybody who would see it: what is wrong is written to the console. */
function drawInPlaceOf(tag: HTMLScriptElement, origin: string): void {
  const { link, label, locale, clientReferenceId } = tag.dataset;
  try {
    tag.before(createButton(origin, { link, label, locale, clientReferenceId }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error, tag);
  }
}

function elementOf(target: unknown): Element {
  const found = typeof target === 'string' ? document.querySelector(target) : target;
  if (found instanceof Element) return found;
  throw wrong(`there is no element ${String(target)}`);
}
