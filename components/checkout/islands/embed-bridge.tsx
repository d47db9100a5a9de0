'use client';

import { useEffect } from 'react';
import { readParentOptions } from './parent-options.ts';
import { isFramed, tellParent } from './tell-parent.ts';

/**
 * In a frame: says to the page around that this one is there, and how high it is, for as long as it is. On
 * a page of its own it does nothing. It draws nothing.
 */
export function EmbedBridge(props: { parentOrigins: readonly string[] }): null {
  const { parentOrigins } = props;
  useEffect(() => {
    if (!isFramed()) return;
    const onMessage = (event: MessageEvent): void => readParentOptions(event, parentOrigins);
    window.addEventListener('message', onMessage);
    tellParent(parentOrigins, { type: 'ready' });
    // Of the body: the document itself is never less high than the frame.
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      tellParent(parentOrigins, { type: 'height', height });
    });
    observer.observe(document.body);
    return () => {
      observer.disconnect();
      window.removeEventListener('message', onMessage);
    };
  }, [parentOrigins]);
  return null;
}
