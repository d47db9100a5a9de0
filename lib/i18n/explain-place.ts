import { IN_APP_BROWSERS } from '#lib/domain/in-app-browser.ts';
import { METHOD_IDS } from '#lib/domain/method-id.ts';
import type { Explanation } from '#lib/ordering/explain-decision.ts';
import {
  type AmountBand,
  type OrderingContext,
  bandBoundsHkd,
} from '#lib/ordering/ordering-context.ts';
import { formatDate, hongKongDay } from './format-date.ts';
import { regionName } from './region-name.ts';
import type { Words } from './translator.ts';

/**
 * Why a method stands where it does, for merchants: "FPS is first for desktop shoppers in Hong Kong paying
 * HK$100–500: chosen by 38%, 96% of those pay; 12,431 sessions; since Tuesday." Days are told as of the decision.
 */
export function explainPlace(words: Words, explanation: Explanation): string {
  const { t } = words;
  const shoppers = shoppersIn(words, explanation.shoppers.context);
  const method = METHOD_IDS.find((id) => id === explanation.method);
  const named = {
    method: method === undefined ? explanation.method : words.methodName(method),
    shoppers,
  };
  const place = explanation.place + 1;
  return t('ordering.sentence', {
    claim: place === 1 ? t('ordering.first', named) : t('ordering.place', { ...named, place }),
    facts: factsOf(words, explanation).join(t('ordering.separator')),
  });
}

function factsOf(words: Words, explanation: Explanation): readonly string[] {
  const { t } = words;
  const { because, downSinceMs, knownSinceMs, sessions, shoppers } = explanation;
  const day = (atMs: number) => dayOf(words, atMs, explanation.decidedAtMs);
  const facts: string[] = [];
  if (because === 'pinned' || because === 'explored' || because === 'merchants_order') {
    facts.push(t(`ordering.because.${because}`));
  }
  // Whatever the place is by, that it does not work is to be known.
  if (downSinceMs !== null) {
    facts.push(t('ordering.because.down', { since: words.dateTime(new Date(downSinceMs)) }));
  }
  if (shoppers.level === 'prior') return [...facts, t('ordering.unknown')];
  return [
    ...facts,
    choiceOf(words, explanation),
    t('ordering.sessions', { count: sessions }),
    ...(knownSinceMs === null ? [] : [t('ordering.since', { day: day(knownSinceMs) })]),
  ];
}

function choiceOf({ t }: Words, { chosenWhenFirst, place, success }: Explanation): string {
  const paid = percent(success.mean);
  if (chosenWhenFirst === null) return t('ordering.success', { success: paid });
  const values = { share: percent(chosenWhenFirst), success: paid };
  return place === 0 ? t('ordering.chosen', values) : t('ordering.wouldBeChosen', values);
}

/** `38%`; below one, with a digit more. */
function percent(share: number): string {
  const points = 100 * share;
  return points > 0 && points < 1 ? `${points.toFixed(1)}%` : `${Math.round(points)}%`;
}

/** Shoppers of a context, or of all that it leaves open, as a sentence names them. */
export function shoppersIn(words: Words, context: Partial<OrderingContext>): string {
  const { t } = words;
  const { region, currency, device, amountBand } = context;
  if (region === undefined || currency === undefined) return t('ordering.shoppers.all');
  const where = { region: regionName(words, region), currency: currencyName(words, currency) };
  if (device === undefined) return t('ordering.shoppers.region', where);
  const told = { ...where, device: deviceName(words, device, context.inApp ?? null) };
  if (amountBand === undefined) return t('ordering.shoppers.device', told);
  return t('ordering.shoppers.band', { ...told, amounts: amountsIn(words, amountBand, currency) });
}

const CHINESE_CURRENCIES = new Intl.DisplayNames(['zh-HK'], { type: 'currency' });

/** 港元 in a Chinese sentence; in an English one the code reads better than "Hong Kong Dollar". */
function currencyName({ locale }: Words, currency: string): string {
  return locale === 'en' ? currency : (CHINESE_CURRENCIES.of(currency) ?? currency);
}

function deviceName({ t }: Words, device: string, inApp: string | null): string {
  const known = (['ios', 'android', 'desktop'] as const).find((one) => one === device);
  const name = known === undefined ? device : t(`ordering.devices.${known}`);
  const app = IN_APP_BROWSERS.find((one) => one === inApp);
  if (app === undefined) return name;
  return t('ordering.deviceInApp', { device: name, app: t(`inApp.apps.${app}`) });
}

function amountsIn({ t }: Words, band: AmountBand, currency: string): string {
  const { from, to } = bandBoundsHkd(band);
  const amounts =
    from === null
      ? t('ordering.amounts.below', { to: dollars(to) })
      : to === null
        ? t('ordering.amounts.above', { from: dollars(from) })
        : t('ordering.amounts.between', { from: dollars(from), to: figures(to) });
  return currency === 'HKD' ? amounts : t('ordering.amounts.otherCurrency', { amounts, currency });
}

function dollars(amount: number | null): string {
  return `HK$${figures(amount ?? 0)}`;
}

function figures(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ',');
}

const WEEK_DAYS = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;

/** "today", "Tuesday" within a week, else the date. */
function dayOf({ locale, t }: Words, atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const day = hongKongDay(at);
  const ago = hongKongDay(new Date(nowMs)) - day;
  if (ago === 0) return t('ordering.today');
  const name = WEEK_DAYS[day % 7];
  if (ago < 0 || ago > 6 || name === undefined) return formatDate(at, locale);
  return t(`ordering.days.${name}`);
}
