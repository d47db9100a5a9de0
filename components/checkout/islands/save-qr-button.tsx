'use client';

import { drawQr } from './draw-qr.ts';

/**
 * Saves the code as a picture, for a bank app on the same phone to read from the album. Phones that can
 * share a picture get the share sheet, where "save image" is; others download it.
 */
export function SaveQrButton(props: {
  /** Id of the svg that holds the code. */
  svgId: string;
  label: string;
  /** Written under the code, so that the picture can be told apart in the album. */
  caption: string;
  fileName: string;
}) {
  async function save(): Promise<void> {
    const canvas = drawQr(props.svgId, props.caption);
    const picture = await new Promise<Blob | null>((resolve) =>
      canvas === null ? resolve(null) : canvas.toBlob(resolve, 'image/png'),
    );
    if (picture === null) return;
    const file = new File([picture], props.fileName, { type: 'image/png' });
    if (navigator.canShare?.({ files: [file] }) === true) {
      try {
        await navigator.share({ files: [file] });
        return;
      } catch (error) {
        // Closed without saving: that was the shopper's choice. Anything else: download instead.
        if (error instanceof DOMException && error.name === 'AbortError') return;
      }
    }
    download(file);
  }
  return (
    <button type="button" className="button-secondary needs-js" onClick={() => void save()}>
      {props.label}
    </button>
  );
}

function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
