import { compileSheet } from './compile-sheet.mjs';

/**
 * Makes a style sheet a module that exports its compiled text (next.config.mjs; app/inline-sheet.tsx
 * says why).
 *
 * @this {{
 *   resourcePath: string,
 *   addDependency(file: string): void,
 *   addContextDependency(folder: string): void,
 * }}
 * @param {string} source
 * @returns {Promise<string>}
 */
export default async function sheetLoader(source) {
  const { css, files, folders } = await compileSheet(source, this.resourcePath);
  for (const file of files) this.addDependency(file);
  for (const folder of folders) this.addContextDependency(folder);
  return `export default ${JSON.stringify(css)};`;
}
