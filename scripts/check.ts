import { runTool } from './run-command.ts';

/** Everything that can be said without running the code. All of it runs; the summary comes last. */
const STEPS = [
  // Writes next-env.d.ts and the types of routes, which a fresh clone does not have.
  { name: 'route types', tool: 'next', args: ['typegen'] },
  { name: 'format', tool: 'oxfmt', args: ['--check'] },
  { name: 'lint, boundaries', tool: 'oxlint', args: ['--deny-warnings'] },
  { name: 'types', tool: 'tsc', args: ['--noEmit'] },
  { name: 'API as promised', tool: 'tsx', args: ['scripts/describe-api.ts', '--check'] },
  { name: 'unused', tool: 'knip', args: [] },
] as const;

const results: { name: string; ok: boolean; seconds: string }[] = [];
for (const { name, tool, args } of STEPS) {
  console.log(`\n— ${name} (${tool} ${args.join(' ')})`);
  const startedAt = performance.now();
  const exitCode = await runTool(tool, args, {
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  results.push({ name, ok: exitCode === 0, seconds });
}

console.log('');
for (const { name, ok, seconds } of results) {
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
