// Runs in the page under test, from the very start of its document, and is the same for every page.
// `benchTarget` is set before it: what has to be on the screen, and whether to submit at once.
(() => {
  const target = globalThis.benchTarget;
  const found = {
    visibleMs: null,
    usableMs: null,
    layoutShift: 0,
    blockingMs: 0,
    clickedMs: null,
    scriptsReadyAtClick: null,
  };
  globalThis.benchFound = found;
  observe('layout-shift', (entry) => {
    if (!entry.hadRecentInput) found.layoutShift += entry.value;
  });
  // Total blocking time: of each long task, what is over 50 ms.
  observe('longtask', (entry) => {
    found.blockingMs += Math.max(0, entry.duration - 50);
  });
  requestAnimationFrame(look);

  function observe(type, take) {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
  }

  function look() {
    const shown = [...document.querySelectorAll(target.selector)];
    const visible = shown.length >= target.count && shown.every(isInView);
    const usable = visible && (target.submit === null || canSubmit());
    if (visible) afterThisFrame('visibleMs');
    if (usable) afterThisFrame('usableMs');
    if (!usable) requestAnimationFrame(look);
    else if (target.submit?.early === true) submitNow();
  }

  // A message that is posted while a frame is made is delivered once that frame is done.
  function afterThisFrame(figure) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      found[figure] ??= performance.now();
    };
    channel.port2.postMessage(null);
  }

  function isInView(element) {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0;
  }

  /** A native form with everything it needs: a choice, and a button that sends it as a plain post. */
  function canSubmit() {
    const form = document.querySelector('form:has(fieldset input[type=radio])');
    const button = form?.querySelector('button[type=submit]');
    // The attribute: a field that is called "method" takes the property's place.
    const posts = form?.getAttribute('method')?.toLowerCase() === 'post';
    if (!button || button.disabled || !posts) return false;
    return [...form.elements].some((field) => field.type === 'radio' && !field.disabled);
  }

  function submitNow() {
    found.clickedMs = performance.now();
    found.scriptsReadyAtClick = performance
      .getEntriesByType('resource')
      // By name: a script that was preloaded counts as started by a link.
      .filter((entry) => /\.js(?:\?|$)/.test(entry.name) && entry.responseEnd > 0).length;
    const { clickedMs, scriptsReadyAtClick } = found;
    console.log(`benchClicked ${JSON.stringify({ clickedMs, scriptsReadyAtClick })}`);
    document.querySelector(`input[type=radio][value=${target.submit.choose}]`).click();
    document.querySelector('form:has(fieldset) button[type=submit]').click();
  }
})();
