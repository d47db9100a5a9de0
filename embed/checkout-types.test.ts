import { expectTypeOf, test } from 'vitest';
import type { PrayaEmbed, PrayaScript } from '../public/checkout.d.ts';
import type { createButton } from './button.ts';
import type { addressOf } from './destination.ts';
import type { createEmbed } from './frame.ts';

/**
 * Held by the compiler (`npm run check`): what merchants are promised, and what the script does. The object
 * it puts on the window is declared a `PrayaScript` where it is made.
 */

test('what the script returns is what its types say', () => {
  expectTypeOf<ReturnType<typeof createButton>>().toEqualTypeOf<
    ReturnType<PrayaScript['button']>
  >();
  expectTypeOf<ReturnType<typeof createEmbed>>().toEqualTypeOf<PrayaEmbed>();
  expectTypeOf<Window['Praya']>().toEqualTypeOf<PrayaScript>();
  expectTypeOf<keyof PrayaScript>().toEqualTypeOf<'redirect' | 'button' | 'embed'>();
  expectTypeOf<Parameters<typeof addressOf>[1]>().toBeUnknown();
});

test('a call that the script would refuse does not compile', () => {
  type To = Parameters<PrayaScript['redirect']>[0];
  type Embed = Parameters<PrayaScript['embed']>[1];
  expectTypeOf<{ link: string; clientReferenceId: string }>().toExtend<To>();
  expectTypeOf<{ url: string; locale: 'en' }>().toExtend<To>();
  expectTypeOf<{ locale: 'en' }>().not.toExtend<To>();
  expectTypeOf<{ link: string; url: string }>().not.toExtend<To>();
  expectTypeOf<{ url: string; locale: 'fr' }>().not.toExtend<To>();
  expectTypeOf<{ clientSecret: string; onComplete: () => void }>().toExtend<Embed>();
  expectTypeOf<{ link: string }>().not.toExtend<Embed>();
  expectTypeOf<{ sessionId: string; onComplete: string }>().not.toExtend<Embed>();
});

test('its events carry what the callbacks are handed', () => {
  type Events = HTMLElementEventMap;
  type Callbacks = Parameters<PrayaScript['embed']>[1];
  type Handed<Name extends keyof Callbacks> = Parameters<
    Extract<NonNullable<Callbacks[Name]>, (...args: never) => void>
  >[0];
  expectTypeOf<Events['praya:complete']['detail']>().toEqualTypeOf<Handed<'onComplete'>>();
  expectTypeOf<Events['praya:error']['detail']>().toEqualTypeOf<Handed<'onError'>>();
});
