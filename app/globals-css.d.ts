/** The compiled style sheet, as text: see scripts/build/sheet-loader.mjs. */
declare module '#app/globals.css' {
  const text: string;
  export default text;
}
