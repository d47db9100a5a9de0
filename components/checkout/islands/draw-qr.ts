const PICTURE_PX = 1024;
const CAPTION_PX = 160;

/**
 * The code of an svg (`QrCode`) on a canvas, with a caption under it where one is given, so that the
 * picture can be told apart in an album. Null where there is nothing to draw, or nothing to draw on.
 */
export function drawQr(svgId: string, caption: string | null): HTMLCanvasElement | null {
  const svg = document.getElementById(svgId);
  const path = svg?.querySelector('path')?.getAttribute('d');
  const modules = Number(svg?.getAttribute('viewBox')?.split(' ')[2]);
  const canvas = document.createElement('canvas');
  canvas.width = PICTURE_PX;
  canvas.height = PICTURE_PX + (caption === null ? 0 : CAPTION_PX);
  const context = canvas.getContext('2d');
  if (context === null || path === null || path === undefined || !(modules > 0)) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  if (caption !== null) {
    context.font = '600 44px system-ui, sans-serif';
    context.textAlign = 'center';
    context.fillText(caption, PICTURE_PX / 2, PICTURE_PX + CAPTION_PX / 3, PICTURE_PX * 0.9);
  }
  // A whole number of pixels a module keeps the edges sharp enough for album scanners.
  const scale = Math.floor(PICTURE_PX / modules);
  const margin = Math.floor((PICTURE_PX - scale * modules) / 2);
  context.setTransform(scale, 0, 0, scale, margin, margin);
  context.fill(new Path2D(path));
  return canvas;
}
