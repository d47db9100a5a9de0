/** The compiled style sheets, as text: see scripts/build/sheet-loader.mjs. */
declare module '#app/globals.css' {
  const text: string;
  export default text;
}

declare module '#app/dashboard.css' {
  const text: string;
  export default text;
}
