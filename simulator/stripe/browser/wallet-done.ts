/** Runs in a wallet's sheet when it is over: tells the page around it, with the token if it was approved. */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const { token, parentOrigin } = script.dataset;
  if (parentOrigin !== undefined) {
    window.parent.postMessage(
      { type: 'stripe-simulator:wallet-done', token: token ?? null },
      parentOrigin,
    );
  }
}
export {};
