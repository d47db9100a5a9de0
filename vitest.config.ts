import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      // The real one throws outside Next's server bundle, which is its whole purpose.
      'server-only': fileURLToPath(new URL('./node_modules/server-only/empty.js', import.meta.url)),
    },
  },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules', '.next', '.praya', 'e2e'],
    globalSetup: ['lib/db/testing/database-server.ts'],
    // On two cores it would run one file at a time, and much of what a file does is waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Property tests and a busy machine of two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
