// Tells the linter's boundary rule which file an import means. Ours carry their extension, and the
// folders behind `#` are package.json's `imports`, so there is nothing to guess.
const { existsSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { imports } = require('../../package.json');

const root = join(__dirname, '../..');

exports.interfaceVersion = 2;

/** https://github.com/import-js/eslint-plugin-import/blob/main/resolvers/README.md */
exports.resolve = (source, file) => {
  const path = source.startsWith('.') ? resolve(dirname(file), source) : behindHash(source);
  return path !== null && existsSync(path) ? { found: true, path } : { found: false };
};

function behindHash(source) {
  for (const [pattern, target] of Object.entries(imports)) {
    const prefix = pattern.replace('*', '');
    if (source.startsWith(prefix)) {
      return join(root, target.replace('*', source.slice(prefix.length)));
    }
  }
  return null;
}
