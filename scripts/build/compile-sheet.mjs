import tailwind from '@tailwindcss/postcss';
import postcss from 'postcss';

/**
 * Compiles a style sheet as it is sent: Tailwind's imports, our own, minified.
 *
 * @param {string} source The sheet's text.
 * @param {string} from Its file; imports and sources are found from there.
 * @returns {Promise<{ css: string, files: string[], folders: string[] }>} `files` and `folders` are what
 *   it was made of: whoever watches has to compile again when one of them changes.
 */
export async function compileSheet(source, from) {
  const plugin = tailwind({ optimize: { minify: true } });
  const { css, messages } = await postcss([plugin]).process(source, { from });
  return {
    css,
    files: messages.flatMap(({ type, file }) => (type === 'dependency' ? [file] : [])),
    folders: messages.flatMap(({ type, dir }) => (type === 'dir-dependency' ? [dir] : [])),
  };
}
