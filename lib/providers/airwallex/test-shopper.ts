import type { ProviderEnvironment } from '#lib/domain/provider.ts';
import type { NextAction } from '#lib/domain/next-action.ts';
import { type TestShopper, TestShopperError, type TestWish } from '#lib/domain/test-shopper.ts';
import { unreachable } from '#lib/domain/unreachable.ts';
import { simulatedShopper } from '#lib/platform/simulated-shopper.ts';

/**
 * FPS and the wallets, answered in the simulator's bank and wallets. Airwallex's own demo environment is
 * answered on its pages by people: nobody there for a program.
 */
export function airwallexTestShopper({ simulatorOrigin }: ProviderEnvironment): TestShopper | null {
  if (simulatorOrigin === null) return null;
  const shopper = simulatedShopper(simulatorOrigin);
  return {
    able(method, wish) {
      switch (wish.kind) {
        case 'approve':
        case 'approve_after_action':
          return true;
        // A wallet keeps to the time; a bank has no part in it.
        case 'approve_late':
          return method === 'fps';
        case 'stay_pending':
          return method !== 'fps';
        // A code that is not paid is no refusal: it runs out.
        case 'decline':
          return method !== 'fps' && (wish.code === null || wish.code === 'wallet_cancelled');
        default:
          return unreachable(wish);
      }
    },
    fillIn: () => Promise.resolve({}),
    async act(payment, nextAction) {
      const code = codeOf(nextAction);
      if (payment.method === 'fps') await shopper.payFps(code);
      else await shopper.answerWallet(code, ANSWER[payment.wish.kind]);
      return null;
    },
    letExpire: (nextAction) => shopper.expireFps(codeOf(nextAction)),
  };
}

const ANSWER = {
  approve: 'approve',
  approve_after_action: 'approve',
  approve_late: 'approve',
  stay_pending: 'never',
  decline: 'refuse',
} as const satisfies Record<TestWish['kind'], string>;

function codeOf(nextAction: NextAction): string {
  switch (nextAction.type) {
    case 'redirect':
    case 'form_post':
      return nextAction.url;
    case 'show_qr':
      return nextAction.payload;
    case 'provider_sdk':
      throw new TestShopperError('No payment at Airwallex has a script.');
    default:
      return unreachable(nextAction);
  }
}
