import {
  addEmbedOrigin,
  listEmbedOrigins,
  removeEmbedOrigin,
} from '#lib/operations/admin/embed-origins.ts';
import { type Command, type Commands, mode, needed } from './command.ts';

/** Whose pages may show a merchant's embedded checkout pages in a frame. */
export const EMBED_COMMANDS: Commands = {
  'embed:list': {
    usage: '--merchant <mer_…> --mode test|live',
    options: ['merchant', 'mode'],
    required: ['merchant', 'mode'],
    run: async (context, options) =>
      sentence(
        await listEmbedOrigins(context, {
          merchant: needed(options, 'merchant'),
          mode: mode(options),
        }),
      ),
  },
  'embed:add': changing(addEmbedOrigin, '   (such as https://shop.example.hk)'),
  'embed:remove': changing(removeEmbedOrigin, ''),
};

function changing(operation: typeof addEmbedOrigin, hint: string): Command {
  return {
    usage: `--merchant <mer_…> --mode test|live --origin <origin>${hint}`,
    options: ['merchant', 'mode', 'origin'],
    required: ['merchant', 'mode', 'origin'],
    run: async (context, options) =>
      sentence(
        await operation(context, {
          merchant: needed(options, 'merchant'),
          mode: mode(options),
          origin: needed(options, 'origin'),
        }),
      ),
  };
}

function sentence(origins: readonly string[]): string {
  return origins.length === 0
    ? 'No page may embed checkout pages.'
    : `May embed checkout pages: ${origins.join(' ')}`;
}
