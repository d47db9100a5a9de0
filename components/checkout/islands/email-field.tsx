import type { UseFormRegisterReturn } from 'react-hook-form';

export interface EmailWords {
  readonly label: string;
  readonly optional: string;
  readonly invalid: string;
}

/** The receipt's address. Without `input` it holds the place of one that is still to come. */
export function EmailField(props: {
  readonly input: UseFormRegisterReturn<'email'> | null;
  readonly invalid: boolean;
  readonly words: EmailWords;
}) {
  const { input, invalid, words } = props;
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
        {...(input ?? { disabled: true })}
      />
      <p id="receipt-email-error" role="alert" className="field-error">
        {invalid ? words.invalid : ''}
      </p>
    </div>
  );
}
