import { removeWebhookEndpoint } from '#lib/operations/admin/remove-webhook-endpoint.ts';
import { replayEvent } from '#lib/operations/admin/replay-event.ts';
import { setWebhookEndpoint } from '#lib/operations/admin/set-webhook-endpoint.ts';
import { type Commands, mode, needed, optional } from './command.ts';

/** Where a merchant's events are sent, and sending them again. */
export const WEBHOOK_COMMANDS: Commands = {
  'webhook:set': {
    usage: '--merchant <mer_…> --url <url> --mode test|live [--api-version <version>]',
    options: ['merchant', 'url', 'mode', 'api-version'],
    required: ['merchant', 'url', 'mode'],
    run: async (context, options) => {
      const { id, secret, replaced } = await setWebhookEndpoint(context, {
        merchant: needed(options, 'merchant'),
        url: needed(options, 'url'),
        mode: mode(options),
        ...optional('apiVersion', options['api-version']),
      });
      const what = replaced ? `${id} has a new signing secret` : `This is the secret of ${id}`;
      return `${secret}\n\n${what}. It is shown this once: store it now.`;
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
};
