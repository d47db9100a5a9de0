'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { EmailField, type EmailWords } from './email-field.tsx';
import { type ReceiptFields, receiptSchema } from './email-schema.ts';

/** The address as it was typed, perhaps empty; null when it cannot be one, and the field says so. */
export type CheckEmail = () => Promise<string | null>;

export interface ReceiptEmailProps {
  readonly words: EmailWords;
  /** Called with the check while the field is there, then with null. */
  readonly onCheck: (check: CheckEmail | null) => void;
}

/**
 * Where the receipt goes, checked as it is typed. In a file of its own, so that what checks it is not
 * waited for by the card fields.
 */
export function ReceiptEmail(props: ReceiptEmailProps) {
  const { words, onCheck } = props;
  const { register, trigger, getValues, formState } = useForm<ReceiptFields>({
    resolver: zodResolver(receiptSchema),
    defaultValues: { email: '' },
  });
  useEffect(() => {
    onCheck(async () =>
      (await trigger('email', { shouldFocus: true })) ? getValues('email') : null,
    );
    return () => onCheck(null);
  }, [onCheck, trigger, getValues]);
  return (
    <EmailField
      input={register('email')}
      invalid={formState.errors.email !== undefined}
      words={words}
    />
  );
}
