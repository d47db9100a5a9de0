/** Runs in the challenge frame when the challenge is over: tells the page around it, by id only. */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const { intent, parentOrigin } = script.dataset;
  if (intent !== undefined && parentOrigin !== undefined) {
    window.parent.postMessage({ type: 'stripe-simulator:challenge-done', intent }, parentOrigin);
  }
}
export {};
