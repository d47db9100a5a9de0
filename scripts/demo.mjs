// `npm run demo` and `npm run dev`: makes sure that what they need is installed, then hands over.
import { ROOT, installPackages, requireNode } from './prepare.mjs';

requireNode();
process.chdir(ROOT);
installPackages();
const { register } = await import('tsx/esm/api');
register();
await import('./demo.ts');
