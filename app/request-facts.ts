import { headers } from 'next/headers';
import { type Device, readDevice } from '#lib/domain/device.ts';

/** The device that made this request. */
export async function deviceOf(): Promise<Device> {
  const sent = await headers();
  return readDevice({
    userAgent: (sent.get('user-agent') ?? '').slice(0, 512),
    mobileHint: sent.get('sec-ch-ua-mobile'),
  });
}

/** The nonce of this answer's Content-Security-Policy, set by proxy.ts. */
export async function nonceOf(): Promise<string> {
  return (await headers()).get('x-nonce') ?? '';
}
