import { describe, expect, it } from 'vitest';
import { readInAppBrowser } from './in-app-browser.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15';
const PIXEL = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)';

describe('the app a page is shown in', () => {
  it.each([
    [
      'wechat',
      `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x18003231) NetType/WIFI Language/zh_HK`,
    ],
    [
      'wechat',
      `${PIXEL} Version/4.0 Chrome/126.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.49`,
    ],
    ['alipay', `${IPHONE} Mobile/15E148 AliApp(AP/10.6.80) AlipayClient/10.6.80 Language/zh-Hant`],
    ['facebook', `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.30.109;FBDV/iPhone15,2]`],
    ['facebook', `${PIXEL} Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.54.88;]`],
    ['instagram', `${IPHONE} Mobile/15E148 Instagram 350.0.0.20.90 (iPhone15,2; iOS 18_1; zh_HK)`],
    ['instagram', `${IPHONE} Mobile/15E148 Instagram 350.0 [FBAN/FBIOS;FBAV/480.0]`],
    ['line', `${PIXEL} Chrome/126.0 Mobile Safari/537.36 Line/14.18.0/IAB`],
  ])('is %s where its own browser says so', (app, userAgent) => {
    expect(readInAppBrowser(userAgent)).toBe(app);
  });

  it.each([
    `${IPHONE} (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1`,
    `${PIXEL} Chrome/126.0.0.0 Mobile Safari/537.36`,
    `${PIXEL} Chrome/126.0.0.0 Mobile Safari/537.36 OnLine/2`,
    '',
  ])('is none in a browser of its own: %s', (userAgent) => {
    expect(readInAppBrowser(userAgent)).toBeNull();
  });
});
