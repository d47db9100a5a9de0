import {
  PREVIEW_DEVICES,
  PREVIEW_REGIONS,
  type PreviewDevice,
} from '#components/dashboard/methods/why-first.tsx';
import type { Device } from '#lib/domain/device.ts';
import {
  MAX_AMOUNT_MINOR,
  type Money,
  fromMajor,
  money,
  toMajorString,
} from '#lib/domain/money.ts';
import type { Query } from '../../../operator-request.ts';

const DEVICES: Readonly<Record<PreviewDevice, Device>> = {
  ios: { form: 'phone', os: 'ios' },
  android: { form: 'phone', os: 'android' },
  desktop: { form: 'desktop', os: 'other' },
};
const USUAL_AMOUNT = money(20_000n, 'HKD');

/** Whose order is looked at, as the address says: on an iPhone in Hong Kong, for HK$200.00, unless told. */
export function readPreview(query: Query) {
  const device = PREVIEW_DEVICES.find((one) => one === query['device']) ?? 'ios';
  const region = PREVIEW_REGIONS.find((one) => one === query['region']) ?? 'HK';
  const typed = typeof query['amount'] === 'string' ? query['amount'].slice(0, 20) : null;
  const read = typed === null ? USUAL_AMOUNT : readAmount(typed);
  return {
    kind: {
      device: DEVICES[device],
      region: region === 'unknown' ? null : region,
      amount: read ?? USUAL_AMOUNT,
    },
    shown: {
      device,
      region,
      amount: read === null ? (typed ?? '') : toMajorString(read),
      amountWrong: read === null,
    },
  };
}

function readAmount(typed: string): Money | null {
  const amount = fromMajor(typed.replaceAll(',', ''), 'HKD');
  if (amount === null || amount.amountMinor < 1n || amount.amountMinor > MAX_AMOUNT_MINOR) {
    return null;
  }
  return amount;
}
