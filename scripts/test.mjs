// `npm test`: makes sure that what the tests need is installed, then hands over.
import { ROOT, installPackages, requireNode } from './prepare.mjs';

requireNode();
process.chdir(ROOT);
installPackages();
const { register } = await import('tsx/esm/api');
register();
await import('./test.ts');
