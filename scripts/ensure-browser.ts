import { chromium } from '@playwright/test';
import { findChromium } from './find-chromium.ts';
import { howToBeRoot, runAs } from './run-as-root.ts';
import { runTool } from './run-command.ts';

/**
 * The path of a Chromium that starts: an installed one, else Playwright's own, else the system's
 * package. Installs what is missing and may be installed. Throws, with what to do, when none starts.
 */
export async function ensureBrowser(): Promise<string> {
  const installed = findChromium();
  if (installed !== null && (await starts(installed))) return installed;
  const bundled = chromium.executablePath();
  if (await starts(bundled)) return bundled;

  const sudo = await howToBeRoot();
  console.log('No Chromium that starts; installing the one Playwright brings…');
  await runTool('playwright', ['install', ...(sudo === null ? [] : ['--with-deps']), 'chromium']);
  if (await starts(bundled)) return bundled;

  if (sudo !== null) {
    console.log('Installing the system’s Chromium…');
    const apt = [...sudo, 'apt-get'];
    await runAs([...apt, 'update', '-q']);
    await runAs([
      ...apt,
      'install',
      '-qy',
      '--no-install-recommends',
      'chromium',
      'fonts-noto-cjk',
    ]);
    const fromSystem = findChromium();
    if (fromSystem !== null && (await starts(fromSystem))) return fromSystem;
  }
  throw new Error(
    'The browser tests need a Chromium. Install one (Debian: apt-get install chromium ' +
      'fonts-noto-cjk), or name one: CHROMIUM_PATH=/path/to/chromium npm test',
  );
}

async function starts(executablePath: string): Promise<boolean> {
  try {
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu'],
      timeout: 30_000,
    });
    await browser.close();
    return true;
  } catch {
    // Whatever the reason, it is of no use here; the caller tries the next one.
    return false;
  }
}
