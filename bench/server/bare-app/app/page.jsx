import { headers } from 'next/headers';

/** Reading a header makes it dynamic; otherwise it does nothing. */
export default async function BarePage() {
  return <p>{(await headers()).get('host')}</p>;
}
