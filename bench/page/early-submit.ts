import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { listAttempts } from '#lib/db/stores/attempt-store.ts';
import type { FloorServer } from './floor/floor-server.ts';
import { onPhone } from './measure-load.ts';
import type { PrayaUnderTest } from './praya-under-test.ts';

export interface SubmitResult {
  readonly clickedMs: number;
  /** Scripts that had arrived by then. */
  readonly scriptsReadyAtClick: number;
  /** The server has what was chosen. */
  readonly received: boolean;
}

export interface EarlySubmit {
  readonly floor: SubmitResult;
  readonly praya: SubmitResult;
}

const CHOICE = 'alipayhk';
const ARRIVAL_TIMEOUT_MS = 20_000;
const ARRIVAL_POLL_MS = 50;

/**
 * Whether "usable" is true: another method is chosen and the form is submitted in the first frame that
 * shows it, long before any script has loaded, and the servers are asked what arrived.
 */
export async function submitEarly(input: {
  browser: Browser;
  praya: PrayaUnderTest;
  floor: FloorServer;
  floorUrl: string;
}): Promise<EarlySubmit> {
  const { browser, praya, floor } = input;
  const already = floor.submitted.length;
  const onFloor = await submitOn(browser, input.floorUrl, () =>
    Promise.resolve(floor.submitted.slice(already).includes(CHOICE)),
  );
  const { id, url } = await praya.openSession();
  const onPraya = await submitOn(browser, url, async () => {
    const attempts = await listAttempts(praya.context.database.db, id);
    return attempts.some(({ method }) => method === CHOICE);
  });
  return { floor: onFloor, praya: onPraya };
}

const clickSchema = z.object({ clickedMs: z.number(), scriptsReadyAtClick: z.number() });

function submitOn(
  browser: Browser,
  url: string,
  hasArrived: () => Promise<boolean>,
): Promise<SubmitResult> {
  const target = {
    selector: 'fieldset label:has(input[type=radio])',
    count: 1,
    submit: { early: true, choose: CHOICE },
  };
  return onPhone(browser, target, async (page) => {
    // The page leaves as soon as it has submitted: what it found has to be out before that.
    const clicked = new Promise<unknown>((resolve) => {
      page.on('console', (message) => {
        const [name, found] = message.text().split('benchClicked ');
        if (name === '' && found !== undefined) resolve(JSON.parse(found));
      });
    });
    await page.goto(url, { waitUntil: 'commit' });
    const click = clickSchema.parse(await Promise.race([clicked, pause(ARRIVAL_TIMEOUT_MS, null)]));
    const deadline = Date.now() + ARRIVAL_TIMEOUT_MS;
    while (!(await hasArrived())) {
      if (Date.now() > deadline) return { ...click, received: false };
      await pause(ARRIVAL_POLL_MS);
    }
    return { ...click, received: true };
  });
}
