import { z } from 'zod';
import { isEventType } from '#lib/domain/event-type.ts';

/** Types of events that an endpoint is sent, or `*`. */
export const eventSelectionSchema = z
  .array(z.string().refine((name) => name === '*' || isEventType(name), 'is no type of event'))
  .min(1);
