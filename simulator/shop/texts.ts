export type Language = 'zh-HK' | 'en';

const EN = {
  shop: 'Harbour Tea',
  shopOther: '港灣茶行',
  tagline: 'Good tea, by the harbour.',
  lead: 'Six things we drink ourselves, picked and packed in Sheung Wan. Delivery in Hong Kong is on us.',
  browse: 'See the teas',
  products: 'This season',
  add: 'Add to cart',
  buy: 'Buy now',
  added: 'Added to your cart.',
  cart: 'Cart',
  cartEmpty: 'Your cart is empty.',
  cartEmptyLead: 'The kettle is on. Come back with a tea.',
  back: 'Back to the teas',
  quantity: 'Quantity',
  fewer: 'One fewer',
  more: 'One more',
  remove: 'Remove',
  each: 'each',
  subtotal: 'Subtotal',
  delivery: 'Delivery in Hong Kong',
  free: 'Free',
  total: 'Total',
  email: 'Email for the receipt (optional)',
  checkout: 'Check out',
  checkoutHelp: 'You pay on a secure page. FPS, PayMe, Octopus, cards and more.',
  cancelled:
    'You left the payment page, and the order is not paid yet. If you have already paid, please don’t pay again.',
  unavailable:
    'We couldn’t open the payment page. Nothing was charged. Please try again in a minute.',
  order: 'Order',
  placed: 'Placed',
  paidAt: 'Paid',
  notFound: 'We can’t find that page',
  notFoundLead: 'The address may be mistyped, or the order is from another shop.',
  badEmail: 'That email address doesn’t look right.',
  promises: [
    ['Small lots', 'Tasted every week, sold while fresh.'],
    ['Posted today', 'Orders before 3 pm leave the same day.'],
    ['Come and try', 'A cup is always free in the shop.'],
  ],
  footer: 'A demonstration shop: nothing is sold or posted.',
  address: 'Harbour Lane, Sheung Wan, Hong Kong',
  otherLanguage: '中文',
  states: {
    pending: {
      title: 'We’re waiting for the payment to be confirmed',
      lead: 'This usually takes a few seconds, and this page updates by itself. If you have already paid, please don’t pay again.',
    },
    paid: { title: 'Thank you. It’s paid.', lead: 'We’ll pack your order today.' },
    expired: {
      title: 'This order was not paid',
      lead: 'The payment page has expired. Order again whenever you like. If you think you did pay, write to us with your order number.',
    },
    failed: {
      title: 'The payment didn’t go through',
      lead: 'Your order is not paid. You can order again and pay another way.',
    },
  },
};

type Texts = typeof EN;

const ZH: Texts = {
  shop: '港灣茶行',
  shopOther: 'Harbour Tea',
  tagline: '海旁有好茶',
  lead: '六款我們自己也愛喝的茶，在上環挑選包裝。香港境內免運費。',
  browse: '看看茶葉',
  products: '當季之選',
  add: '加入購物車',
  buy: '立即購買',
  added: '已加入購物車。',
  cart: '購物車',
  cartEmpty: '購物車是空的。',
  cartEmptyLead: '水已燒開，先挑一款茶吧。',
  back: '返回選茶',
  quantity: '數量',
  fewer: '減一件',
  more: '加一件',
  remove: '移除',
  each: '每件',
  subtotal: '小計',
  delivery: '香港境內運費',
  free: '免費',
  total: '總額',
  email: '收據電郵（可留空）',
  checkout: '前往付款',
  checkoutHelp: '在安全的付款頁完成付款：轉數快、支付寶香港、信用卡等。',
  cancelled: '你已離開付款頁，訂單尚未付款。如你已付款，請勿重複付款。',
  unavailable: '未能開啟付款頁，未有扣款，請稍後再試。',
  order: '訂單',
  placed: '下單時間',
  paidAt: '付款時間',
  notFound: '找不到這一頁',
  notFoundLead: '網址可能有誤，或訂單不屬於本店。',
  badEmail: '電郵地址格式不正確。',
  promises: [
    ['小批入貨', '每週試茶，趁新鮮發售。'],
    ['即日寄出', '下午三時前落單，即日寄出。'],
    ['歡迎試茶', '到店總有一杯熱茶。'],
  ],
  footer: '這是示範商店，不會出售或寄送貨品。',
  address: '香港上環港灣里',
  otherLanguage: 'English',
  states: {
    pending: {
      title: '正在等待付款確認',
      lead: '通常只需數秒，此頁會自動更新。如你已付款，請勿重複付款。',
    },
    paid: { title: '多謝惠顧，已收到付款', lead: '我們今日就會為你包裝。' },
    expired: {
      title: '這張訂單未有付款',
      lead: '付款頁已過期，歡迎重新落單。如你認為已付款，請把訂單編號告訴我們。',
    },
    failed: { title: '付款未能完成', lead: '訂單尚未付款，你可重新落單並改用其他付款方式。' },
  },
};

export function shopTexts(language: Language): Texts {
  return language === 'en' ? EN : ZH;
}
