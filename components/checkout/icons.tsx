import { LineIcon as Icon } from '../line-icon.tsx';

export function ArrowLeftIcon() {
  return (
    <Icon size={20}>
      <path d="M19 12H5M11 6l-6 6 6 6" />
    </Icon>
  );
}

export function ChevronDownIcon() {
  return (
    <Icon size={16}>
      <path d="M6 9l6 6 6-6" />
    </Icon>
  );
}

export function LockIcon() {
  return (
    <Icon size={16}>
      <rect x="5" y="11" width="14" height="9" rx="2" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </Icon>
  );
}

export function TickIcon() {
  return (
    <Icon size={32}>
      <path className="tick-path" pathLength="1" d="M5 12.5l4.5 4.5L19 7.5" />
    </Icon>
  );
}

export function ClockIcon(props: { size?: number }) {
  return (
    <Icon size={props.size ?? 28}>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </Icon>
  );
}

export function AlertIcon(props: { size?: number }) {
  return (
    <Icon size={props.size ?? 28}>
      <path d="M12 7v6M12 16.6v.2" />
      <circle cx="12" cy="12" r="9" />
    </Icon>
  );
}

export function UndoIcon(props: { size?: number }) {
  return (
    <Icon size={props.size ?? 28}>
      <path d="M9 6L4.5 10.5 9 15" />
      <path d="M5 10.5h9a5 5 0 0 1 0 10h-3" />
    </Icon>
  );
}

export function ShieldIcon() {
  return (
    <Icon size={28}>
      <path d="M12 3.5l7 2.6v5.2c0 4.4-2.9 7.7-7 9.2-4.1-1.5-7-4.8-7-9.2V6.1z" />
      <path d="M9 12l2.2 2.2L15.2 10" />
    </Icon>
  );
}

export function LeaveIcon(props: { size?: number }) {
  return (
    <Icon size={props.size ?? 28}>
      <path d="M13 5h6v6M19 5l-8.5 8.5" />
      <path d="M17 14.5V18a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 5 18V9a1.5 1.5 0 0 1 1.5-1.5H10" />
    </Icon>
  );
}

export function SpinnerIcon() {
  return (
    <svg
      width="28"
      height="28"
      viewBox="0 0 24 24"
      fill="none"
      className="spinner"
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="2.5" opacity="0.22" />
      <path d="M12 3a9 9 0 0 1 9 9" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  );
}
