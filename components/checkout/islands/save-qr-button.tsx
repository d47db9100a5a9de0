'use client';

const PICTURE_PX = 1024;
const CAPTION_PX = 160;

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
    const picture = await drawPicture(props.svgId, props.caption);
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

async function drawPicture(svgId: string, caption: string): Promise<Blob | null> {
  const svg = document.getElementById(svgId);
  const path = svg?.querySelector('path')?.getAttribute('d');
  const modules = Number(svg?.getAttribute('viewBox')?.split(' ')[2]);
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE_PX;
  canvas.height = PICTURE_PX + CAPTION_PX;
  const context = canvas.getContext('2d');
  if (context === null || path === null || path === undefined || !(modules > 0)) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  context.font = '600 44px system-ui, sans-serif';
  context.textAlign = 'center';
  context.fillText(caption, PICTURE_PX / 2, PICTURE_PX + CAPTION_PX / 3, PICTURE_PX * 0.9);
  // A whole number of pixels a module keeps the edges sharp enough for album scanners.
  const scale = Math.floor(PICTURE_PX / modules);
  const margin = Math.floor((PICTURE_PX - scale * modules) / 2);
  context.setTransform(scale, 0, 0, scale, margin, margin);
  context.fill(new Path2D(path));
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
