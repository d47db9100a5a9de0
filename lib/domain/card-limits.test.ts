import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AddressTally,
  type CardTally,
  LONGEST_ADDRESS_WAIT_MS,
  addressWaitMs,
  cardHold,
  isCardTesting,
  isDeclinedCard,
  opensToLeave,
} from './card-limits.ts';

const FEW = { opened: 1, paid: 0 };
const NOTHING: AddressTally = {
  tries: 0,
  paid: 0,
  declined: 0,
  neutral: 0,
  sessions: FEW,
  sinceLastTryMs: null,
};
const FRESH_SESSION = { declined: 0, tries: 0 };

/** Tries that have just been made, some of them paid and the rest declined. */
const tally = (tries: number, paid = 0, more: Partial<AddressTally> = {}): AddressTally => ({
  tries,
  paid,
  declined: tries - paid,
  neutral: 0,
  sessions: FEW,
  sinceLastTryMs: 0,
  ...more,
});

const hold = (facts: Partial<Parameters<typeof cardHold>[0]>) =>
  cardHold({ session: FRESH_SESSION, address: null, merchant: NOTHING, ...facts });

describe('a card can be tried', () => {
  it('where nothing has been tried yet', () => {
    expect(hold({ address: NOTHING })).toBeNull();
  });

  it('four times declined at one session, and then no more there', () => {
    expect(hold({ session: { declined: 4, tries: 4 } })).toBeNull();
    expect(hold({ session: { declined: 5, tries: 5 } })).toEqual({ limit: 'session' });
  });

  it('ten times at one session, however the tries ended', () => {
    expect(hold({ session: { declined: 0, tries: 9 } })).toBeNull();
    expect(hold({ session: { declined: 0, tries: 10 } })).toEqual({ limit: 'session' });
  });

  it('nine times for nothing from one address, and then after a wait that doubles', () => {
    expect(hold({ address: tally(9) })).toBeNull();
    expect(hold({ address: tally(10) })).toEqual({ limit: 'address', waitMs: 30_000 });
    expect(hold({ address: tally(11) })).toEqual({ limit: 'address', waitMs: 60_000 });
    expect(hold({ address: tally(10, 0, { sinceLastTryMs: 30_000 }) })).toBeNull();
    expect(addressWaitMs(tally(500))).toBe(LONGEST_ADDRESS_WAIT_MS);
  });

  it('from an address that many honest shoppers share, where most of them pay', () => {
    expect(hold({ address: tally(200, 160) })).toBeNull();
    expect(hold({ address: tally(20, 9) })).toMatchObject({ limit: 'address' });
  });

  it('not at once from an address that sends hundreds, even with good cards', () => {
    expect(hold({ address: tally(240, 240) })).toEqual({ limit: 'address', waitMs: 30_000 });
  });

  it('not at once from an address that opens sessions by the hundred and pays for next to none', () => {
    const opening = (opened: number, paid: number) =>
      hold({ address: tally(1, 0, { sessions: { opened, paid } }) });
    expect(opening(359, 0)).toBeNull();
    expect(opening(360, 0)).toEqual({ limit: 'address', waitMs: 30_000 });
    expect(opening(900, 50), 'that a twentieth is paid').not.toBeNull();
    expect(opening(900, 100), 'a mobile network at a sale').toBeNull();
    expect(opensToLeave({ opened: 1_000, paid: 700 })).toBe(false);
  });

  it('not by a burst whose tries have not been answered yet', () => {
    expect(hold({ address: tally(10, 0, { declined: 0 }) })).toMatchObject({ limit: 'address' });
  });

  it('by cards that were kept no sooner than by none: they are as many declines as before', () => {
    const kept = (declined: number, neutral: number) =>
      tally(declined + neutral, 0, { declined, neutral });
    expect(hold({ address: kept(9, 20) })).toBeNull();
    expect(hold({ address: kept(10, 20) })).toMatchObject({ limit: 'address' });
    expect(isCardTesting(kept(20, 10)), 'two of three are declined').toBe(true);
    expect(isCardTesting(kept(0, 40)), 'nothing is declined').toBe(false);
    expect(isCardTesting({ tries: 30, declined: 0, neutral: 31 })).toBe(false);
  });

  it('sixty times an hour for nothing from one address, and ten a day for a customer', () => {
    expect(hold({ address: tally(59, 0, { declined: 0, neutral: 59 }) })).toBeNull();
    expect(hold({ address: tally(60, 0, { declined: 0, neutral: 60 }) })).toEqual({
      limit: 'address',
      waitMs: 30_000,
    });
    expect(hold({ session: { ...FRESH_SESSION, cardsKept: 9 } })).toBeNull();
    expect(hold({ session: { ...FRESH_SESSION, cardsKept: 10 } })).toEqual({ limit: 'session' });
  });

  it('as if never tried, where the try came to no bank', () => {
    expect(isDeclinedCard({ status: 'declined', failureCode: 'do_not_honor' })).toBe(true);
    expect(isDeclinedCard({ status: 'declined', failureCode: 'processing_error' })).toBe(true);
    expect(isDeclinedCard({ status: 'declined', failureCode: 'provider_unavailable' })).toBe(false);
    expect(isDeclinedCard({ status: 'kept', failureCode: null })).toBe(false);
  });

  it('one at a time at a merchant whose page is used to test cards', () => {
    expect(isCardTesting(tally(29))).toBe(false);
    expect(isCardTesting(tally(30, 12))).toBe(false);
    expect(isCardTesting(tally(30, 11))).toBe(true);
    expect(hold({ merchant: tally(30, 11) })).toEqual({ limit: 'merchant', waitMs: 15_000 });
    expect(hold({ merchant: tally(30, 11, { sinceLastTryMs: 15_000 }) })).toBeNull();
  });
});

describe('whatever was counted', () => {
  const anyTally: fc.Arbitrary<AddressTally> = fc
    .record({
      tries: fc.nat(2_000),
      paidShare: fc.double({ min: 0, max: 1, noNaN: true }),
      declinedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      neutralShare: fc.double({ min: 0, max: 1, noNaN: true }),
      opened: fc.nat(1_000),
      openedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      sinceLastTryMs: fc.option(fc.nat(4_000_000)),
    })
    .map(
      ({ tries, paidShare, declinedShare, neutralShare, opened, openedShare, sinceLastTryMs }) => {
        const paid = Math.floor(tries * paidShare);
        const declined = Math.floor((tries - paid) * declinedShare);
        const sessions = { opened, paid: Math.floor(opened * openedShare) };
        const neutral = Math.floor((tries - paid - declined) * neutralShare);
        return { tries, paid, declined, neutral, sessions, sinceLastTryMs };
      },
    );
  const anyFacts = fc.record({
    session: fc.record({ declined: fc.nat(12), tries: fc.nat(12) }),
    address: fc.option(anyTally),
    merchant: anyTally,
  });

  it('a wait is positive and ends within the hour', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const held = cardHold(facts);
        if (held === null || held.limit === 'session') return;
        expect(held.waitMs).toBeGreaterThan(0);
        expect(held.waitMs).toBeLessThanOrEqual(LONGEST_ADDRESS_WAIT_MS);
      }),
    );
  });

  it('who waits as long as told is let through, if nothing else was tried meanwhile', () => {
    const later =
      (by: number) =>
      <Tally extends CardTally>(each: Tally): Tally =>
        each.sinceLastTryMs === null ? each : { ...each, sinceLastTryMs: each.sinceLastTryMs + by };
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const held = cardHold(facts);
        if (held === null || held.limit === 'session') return;
        const wait = later(held.waitMs);
        const address = facts.address === null ? null : wait(facts.address);
        expect(cardHold({ ...facts, address, merchant: wait(facts.merchant) })).toBeNull();
      }),
    );
  });

  it('one more failure never shortens the wait of an address, and a payment never lengthens it', () => {
    fc.assert(
      fc.property(anyTally, (each) => {
        const failed = { ...each, tries: each.tries + 1, declined: each.declined + 1 };
        expect(addressWaitMs(failed)).toBeGreaterThanOrEqual(addressWaitMs(each));
        fc.pre(each.paid + each.neutral < each.tries);
        expect(addressWaitMs({ ...each, paid: each.paid + 1 })).toBeLessThanOrEqual(
          addressWaitMs(each),
        );
      }),
    );
  });
});
