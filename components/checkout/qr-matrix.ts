import QRCode from 'qrcode';

/** Modules of white on every side (ISO/IEC 18004): without it some bank apps never find the code. */
export const QUIET_ZONE = 4;

export interface QrDrawing {
  /** Width and height in modules, quiet zone and all: the svg's viewBox. */
  readonly size: number;
  /** The dark modules as one path, in modules. */
  readonly path: string;
}

/**
 * A payload as a QR code, for one svg path. Level M mends 15 % of damage, which is what a screen photographed
 * at an angle needs; higher levels make the modules smaller and scan worse. Throws when the payload is
 * longer than a code can hold.
 */
export function qrDrawing(payload: string): QrDrawing {
  const modules = qrModules(payload);
  const parts: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    let column = 0;
    while (column < modules.size) {
      const start = column;
      while (column < modules.size && modules.isDark(row, column)) column += 1;
      const width = column - start;
      if (width > 0) {
        parts.push(`M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${width}v1h-${width}z`);
      }
      column += 1;
    }
  }
  return { size: modules.size + 2 * QUIET_ZONE, path: parts.join('') };
}

export interface QrModules {
  /** In modules, without the quiet zone. */
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

/** The code itself, for who draws it otherwise. Throws as `qrDrawing` does. */
export function qrModules(payload: string): QrModules {
  const { modules } = QRCode.create(payload, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}
