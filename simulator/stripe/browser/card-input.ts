import { digitsOf, formatCvc, formatExpiry, formatNumber } from './card-values.ts';
import type { FieldName } from './card-values.ts';

interface InputTraits {
  readonly id: string;
  readonly autocomplete: AutoFill;
  readonly maxLength: number;
}

const TRAITS: Readonly<Record<FieldName, InputTraits>> = {
  number: { id: 'payment-numberInput', autocomplete: 'cc-number', maxLength: 24 },
  expiry: { id: 'payment-expiryInput', autocomplete: 'cc-exp', maxLength: 9 },
  cvc: { id: 'payment-cvcInput', autocomplete: 'cc-csc', maxLength: 4 },
};

/** Makes one text field of a card, formatting itself as it is typed in. */
export function createCardInput(
  field: FieldName,
  numberDigits: () => string,
  onInput: () => void,
): HTMLInputElement {
  const traits = TRAITS[field];
  const input = document.createElement('input');
  input.id = traits.id;
  input.name = field;
  input.type = 'text';
  input.inputMode = 'numeric';
  input.autocomplete = traits.autocomplete;
  input.className = 'Input';
  input.spellcheck = false;
  input.maxLength = traits.maxLength;
  input.setAttribute('autocorrect', 'off');
  input.addEventListener('input', (event) => {
    const deleting = event instanceof InputEvent && event.inputType.startsWith('delete');
    reformat(field, input, numberDigits(), deleting);
    onInput();
  });
  return input;
}

/** Rewrites the value and keeps the caret behind the same digit. */
function reformat(
  field: FieldName,
  input: HTMLInputElement,
  numberDigits: string,
  deleting: boolean,
): void {
  const caret = input.selectionStart ?? input.value.length;
  const atEnd = caret >= input.value.length;
  const digitsBefore = digitsOf(input.value.slice(0, caret)).length;
  const formatted = format(field, input.value, numberDigits, deleting);
  if (formatted === input.value) return;
  input.value = formatted;
  if (document.activeElement !== input) return;
  const position = atEnd ? formatted.length : positionAfterDigits(formatted, digitsBefore);
  input.setSelectionRange(position, position);
}

function format(field: FieldName, text: string, numberDigits: string, deleting: boolean): string {
  if (field === 'number') return formatNumber(text);
  if (field === 'cvc') return formatCvc(text, numberDigits);
  // Deleting the blank behind the slash deletes the month's last digit with it.
  const separatorGone = deleting && /^\d{2} \/$/.test(text);
  return formatExpiry(separatorGone ? text.slice(0, 1) : text, deleting);
}

function positionAfterDigits(text: string, count: number): number {
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (seen === count) return index;
    if (/\d/.test(text.charAt(index))) seen += 1;
  }
  return text.length;
}
