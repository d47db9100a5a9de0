import type { MethodId } from '#lib/domain/method-id.ts';
import { alipayhk } from './alipayhk.ts';
import { card } from './card.ts';
import { fps } from './fps.ts';
import type { PaymentMethod } from './payment-method.ts';

/** Every method Praya knows: one file and one line each. */
export const METHODS: Readonly<Record<MethodId, PaymentMethod>> = { card, fps, alipayhk };
