import type { FieldName } from './card-values.ts';

const BRAND_NAMES: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  unionpay: 'UnionPay',
  jcb: 'JCB',
  diners: 'Diners',
  discover: 'Discover',
};

/** One field as it stands in the frame. */
export interface Field {
  readonly name: FieldName;
  readonly input: HTMLInputElement;
  readonly label: HTMLLabelElement;
  readonly error: HTMLElement;
  /** Left once with something in it, or submitted: from then on its errors show. */
  touched: boolean;
}

/** Puts a field in `form`: label, input, mark and error, or the bare input of the one-line layouts. */
export function assembleField(
  name: FieldName,
  input: HTMLInputElement,
  mark: HTMLElement | null,
  labelled: boolean,
  form: HTMLFormElement,
): Field {
  const label = document.createElement('label');
  label.className = 'Label';
  label.htmlFor = input.id;
  const error = document.createElement('p');
  error.className = 'Error';
  error.id = `${input.id}-error`;
  error.setAttribute('role', 'alert');
  const line = document.createElement('div');
  line.className = 'InputLine';
  line.append(input, ...(mark === null ? [] : [mark]));
  const box = document.createElement('div');
  box.className = `Field Field--${name}`;
  if (labelled) box.append(label, line, error);
  else box.append(line);
  form.append(box);
  return { name, input, label, error, touched: false };
}

/** Shows or clears a field's error, for the eye and for a screen reader. */
export function markField(field: Field, message: string | null, described: boolean): void {
  const { input, error } = field;
  // Written only when it changes: an alert is read out each time.
  if (error.textContent !== (message ?? '')) error.textContent = message ?? '';
  input.classList.toggle('Input--invalid', message !== null);
  input.classList.toggle('Input--empty', input.value === '');
  if (message === null) {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
    return;
  }
  input.setAttribute('aria-invalid', 'true');
  if (described) input.setAttribute('aria-describedby', error.id);
}

export interface BrandMark {
  readonly element: HTMLElement;
  show(brand: string): void;
}

/** The brand's name beside the number, once it is known. */
export function createBrandMark(): BrandMark {
  const element = document.createElement('span');
  element.className = 'BrandMark';
  element.hidden = true;
  element.setAttribute('aria-hidden', 'true');
  return {
    element,
    show(brand) {
      const name = BRAND_NAMES[brand];
      element.hidden = name === undefined;
      element.textContent = name ?? '';
      element.dataset['brand'] = brand;
    },
  };
}
