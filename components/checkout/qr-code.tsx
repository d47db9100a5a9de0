import { qrDrawing } from './qr-matrix.ts';

/** Dark on white in both schemes: many scanners cannot read a code the other way round. */
export function QrCode(props: { id: string; payload: string; label: string }) {
  const { size, path } = qrDrawing(props.payload);
  return (
    <svg
      id={props.id}
      className="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={props.label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
