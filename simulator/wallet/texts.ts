import type { Language } from '../ui/page.ts';

export type WalletOutcome =
  | 'paid'
  | 'paid_elsewhere'
  | 'refused'
  | 'expired'
  | 'cancelled'
  | 'pending'
  | 'unknown';

interface WalletTexts {
  readonly otherTag: Language;
  readonly otherLanguage: string;
  readonly simulated: string;
  readonly foot: string;
  readonly balance: string;
  readonly merchant: string;
  readonly order: string;
  readonly payWith: string;
  readonly walletBalance: string;
  readonly approve: string;
  readonly refuse: string;
  readonly never: string;
  readonly stillPending: string;
  readonly back: string;
  readonly goBack: string;
  readonly scanTitle: string;
  readonly scanPicture: string;
  readonly scanCode: string;
  readonly scanContinue: string;
  readonly scanProblem: string;
  /** Beside a code on a page of the provider's. */
  readonly scanWith: string;
  readonly outcomes: Readonly<
    Record<WalletOutcome, { readonly title: string; readonly lead: string }>
  >;
}

const EN: WalletTexts = {
  otherTag: 'zh-HK',
  otherLanguage: '中文',
  simulated: 'Simulated wallet',
  foot: 'A simulated wallet. No real money moves here.',
  balance: 'Balance',
  merchant: 'Payment',
  order: 'Order',
  payWith: 'Pay with',
  walletBalance: 'Wallet balance',
  approve: 'Pay',
  refuse: 'Refuse',
  never: 'Never answer (leave it pending)',
  stillPending:
    'This payment is pending: the wallet has not answered yet. You can still answer now.',
  back: 'Back to the shop',
  goBack: 'You can go back to your computer now.',
  scanTitle: 'Scan a wallet’s code',
  scanPicture: 'Picture of the code',
  scanCode: 'Or what the code or link says',
  scanContinue: 'Continue',
  scanProblem: 'This is no code or link of a wallet here.',
  scanWith: 'Scan this code with the app on your phone.',
  outcomes: {
    paid: { title: 'Paid', lead: 'Your payment has gone through.' },
    paid_elsewhere: {
      title: 'Already paid',
      lead: 'This order was paid another way. Nothing was taken here.',
    },
    refused: { title: 'Not paid', lead: 'You refused this payment. Nothing was taken.' },
    expired: {
      title: 'This request has expired',
      lead: 'Nothing was taken. Start again in the shop.',
    },
    cancelled: {
      title: 'No longer valid',
      lead: 'This request was replaced or cancelled. Nothing was taken.',
    },
    pending: {
      title: 'Left pending',
      lead: 'The wallet will not answer until you open this page again.',
    },
    unknown: {
      title: 'Request not found',
      lead: 'This link does not belong to a payment request.',
    },
  },
};

const ZH: WalletTexts = {
  otherTag: 'en',
  otherLanguage: 'English',
  simulated: '模擬電子錢包',
  foot: '這是模擬電子錢包，不涉及真實金錢。',
  balance: '餘額',
  merchant: '付款',
  order: '訂單',
  payWith: '付款方式',
  walletBalance: '錢包餘額',
  approve: '確認付款',
  refuse: '拒絕',
  never: '不作回應（保持處理中）',
  stillPending: '這筆付款仍在處理中，錢包尚未回應。你現在仍可選擇。',
  back: '返回商戶',
  goBack: '你可返回電腦繼續。',
  scanTitle: '掃描電子錢包二維碼',
  scanPicture: '二維碼圖片',
  scanCode: '或貼上二維碼或連結的內容',
  scanContinue: '繼續',
  scanProblem: '這不是此處電子錢包的二維碼或連結。',
  scanWith: '請用手機 App 掃描此二維碼。',
  outcomes: {
    paid: { title: '已付款', lead: '付款成功。' },
    paid_elsewhere: { title: '訂單已付款', lead: '這張訂單已用其他方式付款，錢包未有扣款。' },
    refused: { title: '未有付款', lead: '你已拒絕這筆付款，未有扣款。' },
    expired: { title: '付款要求已過期', lead: '未有扣款，請返回商戶重新開始。' },
    cancelled: { title: '付款要求已失效', lead: '這個要求已被取代或取消，未有扣款。' },
    pending: { title: '保持處理中', lead: '在你再次開啟此頁之前，錢包不會回應。' },
    unknown: { title: '找不到付款要求', lead: '此連結不屬於任何付款要求。' },
  },
};

export function walletTexts(language: Language): WalletTexts {
  return language === 'en' ? EN : ZH;
}
