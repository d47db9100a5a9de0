/** A share as a bar from zero, beside the figure that says it: a cell of a table, which is read by its text. */
export function ShareBar({ share, look = 'accent' }: { share: number; look?: 'accent' | 'quiet' }) {
  const width = Math.min(100, Math.max(0, share * 100));
  return (
    <svg
      className={`chart-bar chart-${look}`}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect className="chart-bar-ground" width="100" height="8" />
      <rect width={width} height="8" />
    </svg>
  );
}
