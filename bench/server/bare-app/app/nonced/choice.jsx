'use client';

import { useState } from 'react';

export function Choice({ label }) {
  const [chosen, setChosen] = useState(false);
  return (
    <button type="button" aria-pressed={chosen} onClick={() => setChosen(!chosen)}>
      {label}
    </button>
  );
}
