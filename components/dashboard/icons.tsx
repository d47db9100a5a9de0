import type { ReactNode } from 'react';
import { LineIcon } from '../line-icon.tsx';

/** Of one size, for buttons: words stand beside them or name the button. */
function Icon({ children }: { children: ReactNode }) {
  return <LineIcon size={20}>{children}</LineIcon>;
}

export function EyeIcon() {
  return (
    <Icon>
      <path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z" />
      <circle cx="12" cy="12" r="2.800" />
    </Icon>
  );
}

export function EyeOffIcon() {
  return (
    <Icon>
      <path d="M4 4l16 16M9.900 5.800A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a17 17 0 0 1-3 3.700M6.200 7.600A17 17 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4.600-1.300" />
    </Icon>
  );
}

export function KeyIcon() {
  return (
    <Icon>
      <circle cx="8" cy="14" r="4.500" />
      <path d="M11.500 11L20 3M17 6l2.500 2.500M14 9l2 2" />
    </Icon>
  );
}
