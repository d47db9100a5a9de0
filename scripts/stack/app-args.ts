/**
 * Under a limit of 2 GB or more, the collector lets the heap grow to four times what lives in it before it
 * looks through all of it; under this one, to 1.6 times. What lives is about 100 MB: docs/performance.md.
 */
const HEAP_LIMIT = '--max-old-space-size=1024';

/** What `node` is told to run the app, built or compiled as pages are asked for. */
export function appArgs(mode: 'start' | 'dev', port: number): readonly string[] {
  return [
    ...(mode === 'start' ? [HEAP_LIMIT] : []),
    'node_modules/next/dist/bin/next',
    mode,
    `--port=${port}`,
    '--hostname=localhost',
  ];
}
