import dynamic from 'next/dynamic';
import type * as CardFieldsFile from './card-fields.tsx';

type LoadFields = () => Promise<typeof CardFieldsFile>;

/** Our code for the card fields, from the files that `CardCode` names. */
export let loadFields: LoadFields;

/** The framework has to see the import within its own call, and would draw what comes of it. */
function drawingNothing(load: LoadFields) {
  loadFields = load;
  const nothing = () => () => null;
  return () => load().then(nothing, nothing);
}

/**
 * Draws nothing. On the server the framework names the files of the import in the page, so that a browser
 * fetches them beside the page's own scripts instead of after them. A browser does nothing here
 * (next.config.mjs): whoever needs the files asks for them, and sees whether they came.
 */
export const CardCode = dynamic(drawingNothing(() => import('./card-fields.tsx')));
