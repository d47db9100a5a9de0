import type { ProviderEnvironment } from '#lib/domain/provider.ts';
import { type TestShopper, TestShopperError } from '#lib/domain/test-shopper.ts';
import { simulatedShopper } from '#lib/platform/simulated-shopper.ts';

/** A shopper whose bank pays the merchant's own account; what came in is for the merchant to report. */
export function fpsDirectTestShopper({ simulatorOrigin }: ProviderEnvironment): TestShopper | null {
  if (simulatorOrigin === null) return null;
  const shopper = simulatedShopper(simulatorOrigin);
  return {
    // The code's time is ours, and its end cannot be brought forward.
    able: (_method, wish) => wish.kind === 'approve' || wish.kind === 'approve_after_action',
    fillIn: () => Promise.resolve({}),
    async act(_payment, nextAction) {
      if (nextAction.type !== 'show_qr') throw new TestShopperError('There is no code to pay.');
      return { bankReference: await shopper.payFps(nextAction.payload) };
    },
    letExpire: () => Promise.reject(new TestShopperError('The time of this code cannot be ended.')),
  };
}
