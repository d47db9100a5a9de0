'use client';

import { useEffect, useRef } from 'react';
import { drawQr } from './draw-qr.ts';

/**
 * The code once more as a picture, over the drawn one: an app's own browser saves what is held down only
 * if it is an image. Without script the screen can be taken.
 */
export function QrPicture(props: { svgId: string }) {
  const picture = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const canvas = drawQr(props.svgId, null);
    if (canvas === null || picture.current === null) return;
    picture.current.src = canvas.toDataURL('image/png');
    picture.current.hidden = false;
  }, [props.svgId]);
  // The drawn code has the name: read once is enough.
  return <img ref={picture} className="qr-picture" alt="" hidden />;
}
