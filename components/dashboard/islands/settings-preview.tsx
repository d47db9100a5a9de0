'use client';

import { useEffect, useRef, useState } from 'react';

const TYPING_MS = 400;

/** A frame in one language; its words are of that of the dashboard. */
export interface PreviewFrame {
  readonly label: string;
  /** The preview's address, without what is typed. */
  readonly href: string;
}

/**
 * The shop's page in each language beside the form that changes it, drawn anew a moment after something was typed.
 * Without a script it shows what is saved. Nothing runs in the frames, and nothing can be sent from them.
 */
export function SettingsPreview(props: {
  frames: readonly PreviewFrame[];
  /** The form's fields that show. */
  fields: readonly string[];
}) {
  const { frames, fields } = props;
  const root = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');

  useEffect(() => {
    const form = root.current?.parentElement?.querySelector('form');
    if (form == null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const redraw = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const sent = new FormData(form);
        const values = fields.map((name) => [name, textOf(sent.get(name))]);
        setTyped(`?${new URLSearchParams(values)}`);
      }, TYPING_MS);
    };
    form.addEventListener('input', redraw);
    return () => {
      clearTimeout(timer);
      form.removeEventListener('input', redraw);
    };
  }, [fields]);

  return (
    <div className="settings-previews" ref={root}>
      {frames.map(({ label, href }) => (
        <figure key={href} className="settings-preview">
          <figcaption>{label}</figcaption>
          <iframe src={href + typed} title={label} sandbox="" />
        </figure>
      ))}
    </div>
  );
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}
