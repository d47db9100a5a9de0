/** Told to a form by an island that is paying in its place, so that its button shows it. */
const BUSY_EVENT = 'praya:busy';

export function setFormBusy(form: HTMLFormElement, busy: boolean): void {
  form.dispatchEvent(new CustomEvent<boolean>(BUSY_EVENT, { detail: busy }));
}

/** Returns what stops listening. */
export function onFormBusy(form: HTMLFormElement, listener: (busy: boolean) => void): () => void {
  const handle = (event: Event): void =>
    listener(event instanceof CustomEvent && event.detail === true);
  form.addEventListener(BUSY_EVENT, handle);
  return () => form.removeEventListener(BUSY_EVENT, handle);
}
