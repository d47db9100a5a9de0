import { AdminInputError } from '#lib/operations/admin/admin-input.ts';
import {
  rollWebhookSecret,
  setWebhookEvents,
} from '#lib/operations/admin/change-webhook-endpoint.ts';
import {
  type DeadRangeInput,
  listDeadDeliveries,
  resendDeadDeliveries,
} from '#lib/operations/admin/dead-deliveries.ts';
import { removeWebhookEndpoint } from '#lib/operations/admin/remove-webhook-endpoint.ts';
import { replayEvent } from '#lib/operations/admin/replay-event.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { type Commands, type Options, hours, mode, names, needed, optional } from './command.ts';

/** Long enough to hand a new secret to a few servers by hand, and all there can be. */
const DEFAULT_OVERLAP_HOURS = 24;

const RANGE = ['merchant', 'mode', 'endpoint', 'types', 'since', 'until'];
const RANGE_USAGE =
  '--merchant <mer_…> --mode test|live [--endpoint <we_…>] [--types <type>,…]\n' +
  '      [--since <2027-01-01>] [--until <2027-01-31>]';

/** Where a merchant's events are sent, and sending them again. */
export const WEBHOOK_COMMANDS: Commands = {
  'webhook:set': {
    usage:
      '--merchant <mer_…> --url <url> --mode test|live [--events <type>,…] [--api-version <version>]',
    options: ['merchant', 'url', 'mode', 'events', 'api-version'],
    required: ['merchant', 'url', 'mode'],
    run: async (context, options) => {
      const { id, secret, replaced } = await setWebhookEndpoint(context, {
        merchant: needed(options, 'merchant'),
        url: needed(options, 'url'),
        mode: mode(options),
        ...(options['events'] === undefined ? {} : { events: names(options['events']) }),
        ...optional('apiVersion', options['api-version']),
      });
      const what = replaced ? `${id} has a new signing secret` : `This is the secret of ${id}`;
      return `${secret}\n\n${what}. It is shown this once: store it now.`;
    },
  },
  'webhook:events': {
    usage: '--endpoint <we_…> --events <type>,…   (* is every type; the secret stays)',
    options: ['endpoint', 'events'],
    required: ['endpoint', 'events'],
    run: async (context, options) => {
      const endpoint = needed(options, 'endpoint');
      const events = names(needed(options, 'events'));
      await setWebhookEvents(context, { endpoint, events });
      return `${endpoint} is sent ${events.join(', ')}.`;
    },
  },
  'webhook:roll': {
    usage: '--endpoint <we_…> [--overlap-hours <0 to 24>]',
    options: ['endpoint', 'overlap-hours'],
    required: ['endpoint'],
    run: async (context, options) => {
      const endpoint = needed(options, 'endpoint');
      const { secret, oldEndsAt } = await rollWebhookSecret(context, {
        endpoint,
        overlapHours: hours('overlap-hours', options['overlap-hours'], DEFAULT_OVERLAP_HOURS),
      });
      return (
        `${secret}\n\n${endpoint} has a new signing secret. It is shown this once: store it now.\n` +
        `The old one signs beside it until ${oldEndsAt.toISOString()}.`
      );
    },
  },
  'webhook:remove': {
    usage: '--endpoint <we_…>',
    options: ['endpoint'],
    required: ['endpoint'],
    run: async (context, options) => {
      await removeWebhookEndpoint(context, { endpoint: needed(options, 'endpoint') });
      return `${needed(options, 'endpoint')} is switched off.`;
    },
  },
  'events:replay': {
    usage: '--event <evt_…>   (sent again under the same id, also to endpoints that have it)',
    options: ['event'],
    required: ['event'],
    run: async (context, options) => {
      const { due, held } = await replayEvent(context, { event: needed(options, 'event') });
      const kept = held === 0 ? '' : `, held for ${held} switched off until switched on`;
      return `${needed(options, 'event')} is due again to ${due} of its endpoints${kept}.`;
    },
  },
  'deliveries:list': {
    usage: `${RANGE_USAGE}   (those given up after their last try)`,
    options: RANGE,
    required: ['merchant', 'mode'],
    run: async (context, options) =>
      JSON.stringify(await listDeadDeliveries(context, range(options)), null, 2),
  },
  'deliveries:resend': {
    usage: `--delivery <del_…>   (one that was given up), or\n      ${RANGE_USAGE}`,
    options: ['delivery', ...RANGE],
    required: [],
    run: async (context, options) => {
      const { delivery, ...others } = options;
      if (delivery !== undefined && Object.keys(others).length > 0) {
        throw new AdminInputError('--delivery is one, and takes no other option.');
      }
      const which = delivery === undefined ? range(options) : { delivery };
      const { due, held, more } = await resendDeadDeliveries(context, which);
      const kept = held === 0 ? '' : ` Held until their endpoint is switched on: ${held}.`;
      const rest = more ? ' There may be more: run it again.' : '';
      return `Due again: ${due}.${kept}${rest}`;
    },
  },
};

function range(options: Options): DeadRangeInput {
  const { types } = options;
  return {
    merchant: needed(options, 'merchant'),
    mode: mode(options),
    ...optional('endpoint', options['endpoint']),
    ...(types === undefined ? {} : { types: names(types) }),
    ...optional('since', options['since']),
    ...optional('until', options['until']),
  };
}
