import { headers } from 'next/headers';
import { clientAddress } from '#lib/domain/client-address.ts';
import { type Device, readDevice } from '#lib/domain/device.ts';
import { shopperRegion } from '#lib/domain/shopper-region.ts';
import { isPersonsView } from '#lib/domain/visit.ts';
import { SOCKET_ADDRESS_HEADER } from '#lib/platform/clean-requests.ts';

/** The device that made this request. */
export async function deviceOf(): Promise<Device> {
  const sent = await headers();
  return readDevice({
    userAgent: (sent.get('user-agent') ?? '').slice(0, 512),
    mobileHint: sent.get('sec-ch-ua-mobile'),
  });
}

/** Whom limits count this request as: `addressGroup`. Null when the server did not say. */
export async function addressOf(trustedHops: number): Promise<string | null> {
  const sent = await headers();
  return clientAddress({
    forwardedFor: sent.get('x-forwarded-for'),
    socketAddress: sent.get(SOCKET_ADDRESS_HEADER),
    trustedHops,
  });
}

/** The nonce of this answer's Content-Security-Policy, set by proxy.ts. */
export async function nonceOf(): Promise<string> {
  return (await headers()).get('x-nonce') ?? '';
}

/** Where the shopper is, by the best word there is. `countryHeader`: a proxy's, where one can be believed. */
export async function regionOf(countryHeader: string | undefined): Promise<string | null> {
  const sent = await headers();
  return shopperRegion({
    country: countryHeader === undefined ? null : sent.get(countryHeader),
    acceptLanguage: sent.get('accept-language'),
  });
}

/** Whether a person looks at the page, as against a program, or a browser that loads it just in case. */
export async function isPersons(): Promise<boolean> {
  const sent = await headers();
  return isPersonsView((name) => sent.get(name));
}
