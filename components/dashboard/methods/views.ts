import type { NotificationsCheck } from '#lib/domain/connection-check.ts';
import type { CurrencyCode } from '#lib/domain/currency.ts';
import type { ProviderAccountId } from '#lib/domain/ids.ts';
import type { MethodId } from '#lib/domain/method-id.ts';
import type { PublicReason } from '#lib/domain/method-setting.ts';
import type { ProviderId } from '#lib/domain/provider.ts';
import type { Locale } from '#lib/i18n/locales.ts';
import type { Decision } from '#lib/ordering/decide-order.ts';
import type { OutageScope } from '#lib/ordering/down-method.ts';
import type { Explanation } from '#lib/ordering/explain-decision.ts';
import type { OrderingConfig, OutageAction } from '#lib/ordering/ordering-config.ts';

/** How a shop offers a method, as operations tell of it. */
export interface SettingView {
  readonly id: MethodId;
  readonly enabled: boolean;
  readonly provider: ProviderId;
  readonly publicReason: PublicReason;
  readonly minAmount: bigint | null;
  readonly maxAmount: bigint | null;
  readonly limits: readonly {
    readonly currency: CurrencyCode;
    readonly minMinor: bigint;
    readonly maxMinor: bigint;
  }[];
}

export interface AccountName {
  readonly id: ProviderAccountId;
  readonly provider: ProviderId;
  readonly label: string | null;
}

export interface OutageView {
  readonly id: string;
  readonly method: MethodId;
  readonly action: OutageAction;
  readonly publicReason: PublicReason;
  readonly scope: OutageScope;
  readonly raisedBy: 'detector' | 'merchant';
  readonly since: Date;
  readonly evidence: {
    readonly paid: number;
    readonly failed: number;
    readonly open: number;
  } | null;
  readonly endsAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: 'detector' | 'merchant' | null;
}

/** A method of the catalogue and what a shop has made of it. */
export interface MethodState {
  readonly method: MethodId;
  /** Null: it is not set up. */
  readonly setting: SettingView | null;
  readonly account: AccountName | null;
  readonly able: readonly AccountName[];
  readonly providers: readonly ProviderId[];
  readonly figures: { readonly tried: number; readonly paid: number } | null;
  /** Those under way. */
  readonly outages: readonly OutageView[];
}

export interface ExplainedMethod extends Explanation {
  readonly text: Readonly<Record<Locale, string>>;
}

export interface ExplanationView {
  readonly decision: Pick<Decision, 'order'>;
  readonly isPaused: boolean;
  readonly methods: readonly ExplainedMethod[];
  readonly leftOut: readonly { readonly method: string; readonly reason: string }[];
  /** How many experiments show some shoppers another order. */
  readonly experiments: number;
}

export interface OrderingView {
  readonly config: OrderingConfig;
  readonly learned: { readonly sessions: number; readonly since: Date } | null;
  readonly fallbacksInLastDay: number;
}

export interface AccountState {
  readonly id: ProviderAccountId;
  readonly provider: ProviderId;
  readonly label: string | null;
  readonly credentialsSetAt: Date;
  readonly webhookUrl: string | null;
  readonly notifications: NotificationsCheck;
  readonly methods: readonly { readonly method: MethodId; readonly enabled: boolean }[];
  readonly stamp: string;
}
