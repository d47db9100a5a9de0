import { brandRule } from '../card-brand.ts';
import { assembleField, createBrandMark, markField } from './card-field.ts';
import type { Field } from './card-field.ts';
import { createCardInput } from './card-input.ts';
import { digitsOf, formatCvc, isFull, parseExpiry, problemWith } from './card-values.ts';
import type { FieldName } from './card-values.ts';
import { messagesFor } from './messages.ts';
import type { ErrorCode, Messages } from './messages.ts';
import type { FieldChange, FrameError } from './protocol.ts';

export interface CardFormEvents {
  readonly onChange: (change: FieldChange) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly onEscape: () => void;
  readonly onEnter: () => void;
}

/** The raw card, for the API request that the frame itself makes. */
export interface TypedCard {
  readonly number?: string;
  readonly exp_month?: number;
  readonly exp_year?: number;
  readonly cvc?: string;
}

/** The card fields of one frame: all three, or one of a split set. */
export class CardForm {
  readonly element: HTMLFormElement;
  readonly #fields: readonly Field[];
  readonly #events: CardFormEvents;
  readonly #inlineErrors: boolean;
  readonly #mark = createBrandMark();
  #messages: Messages = messagesFor('en');
  /** The number typed in a sibling frame decides the length of a split security code. */
  #siblingNumber = '';

  constructor(names: readonly FieldName[], inlineErrors: boolean, events: CardFormEvents) {
    this.#events = events;
    this.#inlineErrors = inlineErrors;
    this.element = document.createElement('form');
    this.element.noValidate = true;
    this.element.className =
      names.length === 3 && inlineErrors ? 'Form Form--grid' : 'Form Form--row';
    this.#fields = names.map((name) => this.#createField(name));
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      events.onEnter();
    });
    this.#listenForFocus();
  }

  localize(locale: string, options: Readonly<Record<string, unknown>>): void {
    this.#messages = messagesFor(locale);
    document.documentElement.lang = this.#messages.lang;
    const placeholders = {
      number: this.#inlineErrors ? '1234 1234 1234 1234' : this.#messages.number,
      expiry: this.#messages.expiryPlaceholder,
      cvc: this.#messages.cvcPlaceholder,
    };
    for (const field of this.#fields) {
      const own = this.#fields.length === 1 ? options['placeholder'] : undefined;
      field.label.textContent = this.#messages[field.name];
      field.input.placeholder = typeof own === 'string' ? own : placeholders[field.name];
      if (!this.#inlineErrors) field.input.setAttribute('aria-label', this.#messages[field.name]);
      field.input.disabled = options['disabled'] === true;
      field.input.readOnly = options['readOnly'] === true;
      this.#showError(field);
    }
  }

  typed(): TypedCard {
    const value = (name: FieldName): string | undefined => this.#field(name)?.input.value;
    const expiry = parseExpiry(value('expiry') ?? '');
    const number = value('number');
    const cvc = value('cvc');
    return {
      ...(number === undefined ? {} : { number: digitsOf(number) }),
      ...(expiry === null ? {} : { exp_month: expiry.month, exp_year: expiry.year }),
      ...(cvc === undefined ? {} : { cvc }),
    };
  }

  /** Shows every problem; answers the first one. */
  validate(): FrameError | null {
    for (const field of this.#fields) {
      field.touched = true;
      this.#showError(field);
    }
    const problem = this.change(true).error ?? null;
    if (problem !== null) this.#events.onChange(this.change(true));
    return problem;
  }

  setSiblingNumber(digits: string): void {
    this.#siblingNumber = digits;
    const cvc = this.#field('cvc');
    if (cvc === undefined) return;
    cvc.input.value = formatCvc(cvc.input.value, digits);
    this.#showError(cvc);
  }

  clear(): void {
    for (const field of this.#fields) {
      field.input.value = '';
      field.touched = false;
      this.#showError(field);
    }
    this.#changed();
  }

  focus(): void {
    this.#fields[0]?.input.focus();
  }

  blur(): void {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  /** The state of the fields; `all` counts problems that are not yet shown. */
  change(all = false): FieldChange {
    const errors = this.#fields.map((field) => this.#problem(field));
    const shown = this.#fields.findIndex(
      (field, index) => errors[index] !== null && (all || this.#isShown(field)),
    );
    const code = shown < 0 ? null : (errors[shown] ?? null);
    return {
      empty: this.#fields.every(({ input }) => input.value === ''),
      complete: errors.every((error) => error === null),
      brand: brandRule(this.#numberDigits()).brand,
      error:
        code === null
          ? undefined
          : { type: 'validation_error', code, message: this.#messages.errors[code] },
    };
  }

  #createField(name: FieldName): Field {
    const input = createCardInput(
      name,
      () => this.#numberDigits(),
      () => {
        const field = this.#field(name);
        if (field !== undefined) this.#showError(field);
        const cvc = this.#field('cvc');
        if (name === 'number' && cvc !== undefined) {
          cvc.input.value = formatCvc(cvc.input.value, this.#numberDigits());
          this.#showError(cvc);
        }
        this.#advance(name);
        this.#changed();
      },
    );
    return assembleField(
      name,
      input,
      name === 'number' ? this.#mark.element : null,
      this.#inlineErrors,
      this.element,
    );
  }

  #listenForFocus(): void {
    for (const field of this.#fields) {
      field.input.addEventListener('focus', () => this.#events.onFocus());
      field.input.addEventListener('blur', () => {
        field.touched = field.touched || field.input.value !== '';
        this.#showError(field);
        this.#events.onBlur();
        this.#changed();
      });
      field.input.addEventListener('keydown', ({ key }) => {
        if (key === 'Escape') this.#events.onEscape();
      });
    }
    // A form of several fields and no button submits on Enter only if told to.
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      this.#events.onEnter();
    });
  }

  /** In the single-line layout the next field follows a full one, as in the card Element. */
  #advance(name: FieldName): void {
    if (this.#inlineErrors) return;
    const index = this.#fields.findIndex((field) => field.name === name);
    const field = this.#fields[index];
    const next = this.#fields[index + 1];
    if (field === undefined || next === undefined || document.activeElement !== field.input) return;
    const full = isFull(name, field.input.value, this.#numberDigits());
    if (full && this.#problem(field) === null) next.input.focus();
  }

  #changed(): void {
    const change = this.change();
    this.#mark.show(change.brand);
    this.#events.onChange(change);
  }

  #showError(field: Field): void {
    const problem = this.#isShown(field) ? this.#problem(field) : null;
    markField(field, problem === null ? null : this.#messages.errors[problem], this.#inlineErrors);
  }

  /** Errors show once the shopper has left the field, or when it is full and wrong. */
  #isShown(field: Field): boolean {
    const focused = document.activeElement === field.input;
    if (field.touched && !focused) return true;
    const full = isFull(field.name, field.input.value, this.#numberDigits());
    return field.input.value !== '' && full;
  }

  #problem(field: Field): ErrorCode | null {
    return problemWith(field.name, field.input.value, this.#numberDigits(), new Date());
  }

  #numberDigits(): string {
    const number = this.#field('number');
    return number === undefined ? this.#siblingNumber : digitsOf(number.input.value);
  }

  #field(name: FieldName): Field | undefined {
    return this.#fields.find((field) => field.name === name);
  }
}
