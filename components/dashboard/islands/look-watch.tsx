'use client';

import { useFreshPage } from './use-fresh-page.ts';

/** Draws an experiment's page anew in place once there was another look. */
export function LookWatch(props: { stateUrl: string; stamp: string }) {
  useFreshPage(props);
  return null;
}
