import { useEffect, useState } from 'react';

/**
 * True once the page's button was pressed for a card while the card's fields were not there. The press
 * itself is held back by the slot; here it is answered.
 */
export function useHeldSubmit(form: HTMLFormElement | null): boolean {
  const [pressed, setPressed] = useState(false);
  useEffect(() => {
    if (form === null) return;
    const answer = (): void => {
      if (form.querySelector('input[value=card]:checked') !== null) setPressed(true);
    };
    form.addEventListener('submit', answer);
    return () => form.removeEventListener('submit', answer);
  }, [form]);
  return pressed;
}
