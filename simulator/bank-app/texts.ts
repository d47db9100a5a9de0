import type { Language } from '../ui/page.ts';

/** Every word of the bank app, in both languages. */
const EN = {
  bank: 'Harbour Bank',
  scanTitle: 'Pay with FPS',
  scanLead: 'Paste the payment code, or choose a picture of the QR code.',
  payload: 'Payment code (the text inside the QR)',
  picture: 'QR code picture',
  pictureHelp: 'A PNG file, up to 8 MB. Other pictures are turned into PNG when scripts are on.',
  continue: 'Continue',
  reviewTitle: 'Check before you pay',
  payee: 'Pay to',
  fpsId: 'FPS ID',
  reference: 'Reference',
  expires: 'Valid until',
  from: 'From',
  account: 'Savings ··· 8821',
  amount: 'Amount',
  amountFixed: 'The amount is fixed by the payee.',
  expired: 'This code says it has expired. Money sent now may arrive late.',
  pay: 'Pay',
  decline: "Don't pay",
  paidTitle: 'Sent',
  paidLead: 'Your payment has gone through. You can go back to the shop.',
  rejectedTitle: 'Not sent',
  rejectedLead: 'The payee’s bank did not take this payment. No money has left your account.',
  declinedTitle: 'Nothing was paid',
  declinedLead: 'You left this payment. No money has left your account.',
  transaction: 'Transaction',
  again: 'Pay the same code again',
  another: 'Scan another code',
  foot: 'A simulated bank. No real money moves here.',
  otherLanguage: '中文',
  statementLink: 'A merchant’s account',
  statementTitle: 'Statement',
  statementLead:
    'Harbour Tea Limited, business account ··· 3388. The bank tells nobody of these: the merchant looks here.',
  statementEmpty: 'Nothing has come in yet.',
  statementDownload: 'Download as CSV',
  statementBack: 'Back to paying',
  problem: {
    nothing: 'Paste a payment code or choose a picture first.',
    not_fps: 'This is not a valid FPS payment code. Check that all of it was copied.',
    not_png:
      'This picture is not a PNG file, so it can’t be read. Save the code as PNG, or paste its text.',
    too_large: 'This picture is too large. Crop it to the QR code and try again.',
    damaged: 'This picture file is damaged and can’t be read.',
    no_code: 'No QR code was found in this picture. Try a sharper or less cropped one.',
    amount: 'Enter an amount in dollars, such as 128.50.',
    amount_fixed: 'The payee has fixed the amount of this code.',
  },
  rejection: {
    payee_unknown: 'No account is registered with this FPS ID.',
    reference_unknown: 'The payee does not know this reference.',
    amount_mismatch: 'The payee expects a different amount.',
    payment_cancelled: 'The payee has cancelled this payment request.',
  },
};

type Texts = typeof EN;

const ZH: Texts = {
  bank: '海港銀行',
  scanTitle: '轉數快付款',
  scanLead: '貼上付款碼內容，或選擇二維碼圖片。',
  payload: '付款碼內容（二維碼內的文字）',
  picture: '二維碼圖片',
  pictureHelp: 'PNG 檔案，上限 8 MB。其他格式的圖片會在瀏覽器轉為 PNG。',
  continue: '繼續',
  reviewTitle: '付款前請核對',
  payee: '收款人',
  fpsId: '轉數快識別碼',
  reference: '參考編號',
  expires: '有效至',
  from: '付款戶口',
  account: '儲蓄 ··· 8821',
  amount: '金額',
  amountFixed: '金額由收款人設定。',
  expired: '此付款碼已過期，現在付款可能會遲到。',
  pay: '付款',
  decline: '不付款',
  paidTitle: '已轉帳',
  paidLead: '付款成功，你可返回商戶網頁。',
  rejectedTitle: '未有轉帳',
  rejectedLead: '收款銀行未有接受這筆付款，你的戶口未有扣款。',
  declinedTitle: '未有付款',
  declinedLead: '你已取消這筆付款，戶口未有扣款。',
  transaction: '交易編號',
  again: '再付同一個付款碼',
  another: '掃描另一個付款碼',
  foot: '這是模擬銀行，不涉及真實金錢。',
  otherLanguage: 'English',
  statementLink: '商戶戶口',
  statementTitle: '戶口結單',
  statementLead: '港灣茶行有限公司，商業戶口 ··· 3388。銀行不會另行通知，商戶要自行查閱。',
  statementEmpty: '未有任何入賬。',
  statementDownload: '下載 CSV',
  statementBack: '返回付款',
  problem: {
    nothing: '請先貼上付款碼或選擇圖片。',
    not_fps: '這不是有效的轉數快付款碼，請檢查內容是否完整。',
    not_png: '這張圖片不是 PNG 檔案，未能讀取。請儲存為 PNG，或貼上付款碼內容。',
    too_large: '圖片太大，請裁剪至只有二維碼後再試。',
    damaged: '圖片檔案已損壞，未能讀取。',
    no_code: '圖片內找不到二維碼，請用更清晰或更完整的圖片。',
    amount: '請輸入金額，例如 128.50。',
    amount_fixed: '收款人已設定此付款碼的金額，不能更改。',
  },
  rejection: {
    payee_unknown: '沒有戶口登記這個轉數快識別碼。',
    reference_unknown: '收款人沒有這個參考編號。',
    amount_mismatch: '金額與收款人的要求不符。',
    payment_cancelled: '收款人已取消這個付款要求。',
  },
};

export type BankProblem = keyof Texts['problem'];

export function bankTexts(language: Language): Texts {
  return language === 'en' ? EN : ZH;
}

/** The words for a rejection reason of the network; the reason itself when it has none. */
export function rejectionText(language: Language, reason: string): string {
  return new Map(Object.entries(bankTexts(language).rejection)).get(reason) ?? reason;
}
