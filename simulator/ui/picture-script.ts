/** Turns a JPEG or HEIC photo into the PNG that the server reads, before the form is sent. */
export const PICTURE_SCRIPT = `
document.querySelector('input[type=file]').addEventListener('change', async (event) => {
  const input = event.target, file = input.files[0];
  if (!file || file.type === 'image/png') return;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 2000 / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    const files = new DataTransfer();
    files.items.add(new File([blob], 'qr.png', { type: 'image/png' }));
    input.files = files.files;
  } catch {
    // The server answers for pictures that the browser can't open either.
  }
});`;
