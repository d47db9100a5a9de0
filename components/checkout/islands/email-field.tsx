'use client';

import type { FieldErrors, UseFormRegister } from 'react-hook-form';
import type { ReceiptFields } from './email-schema.ts';

export function EmailField(props: {
  register: UseFormRegister<ReceiptFields>;
  errors: FieldErrors<ReceiptFields>;
  words: { readonly label: string; readonly optional: string; readonly invalid: string };
}) {
  const { register, errors, words } = props;
  const invalid = errors.email !== undefined;
  return (
    <div className="email-field">
      <label htmlFor="receipt-email">
        {words.label}
        <span className="text-quiet">{words.optional}</span>
      </label>
      <input
        id="receipt-email"
        // Not type="email": the browser would hold back the whole form over it, unseen under another method.
        type="text"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        className="field"
        aria-invalid={invalid}
        aria-describedby={invalid ? 'receipt-email-error' : undefined}
        {...register('email')}
      />
      <p id="receipt-email-error" role="alert" className="field-error">
        {invalid ? words.invalid : ''}
      </p>
    </div>
  );
}
