import { expect, test } from 'vitest'
import { makerOf } from './devicewords'

const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'

test.each([
  [`${android} Chrome/140.0.0.0 Mobile Safari/537.36`, 5, 'chrome_phone'],
  [`${android} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`, 5, 'chrome_phone'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0', 0, 'chrome'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 5, 'firefox_phone'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'firefox'],
  [`${mac} Version/18.0 Safari/605.1.15`, 0, 'safari'],
  [`${mac} Version/18.0 Safari/605.1.15`, 5, 'iphone'],
  [`${iphone} Version/18.0 Mobile/15E148 Safari/604.1`, 5, 'iphone'],
  [`${iphone} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`, 5, 'iphone_app'],
  ['Something/1.0', 0, 'other'],
])('%s with %i touches is: %s', (agent, touches, maker) => {
  expect(makerOf(agent, touches)).toBe(maker)
})
