// A browser whose processor is as slow as a cheap phone's, and somebody signed in to it.

import { startChromium } from '../harness/chromium.mjs';

/** So many times slower than this machine. */
export const SLOWED = 4;

/** Signed in by the cookie alone, so that the browser has loaded nothing yet. Returns what `startChromium` does, and `cdp`. */
export async function slowBrowser(scene, { caller, label, device, slowed = SLOWED }) {
  const browser = await startChromium(scene, { origin: caller.origin, label, device });
  await browser.context.addCookies([caller.cookie]);
  const cdp = await browser.context.newCDPSession(browser.page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  return { ...browser, cdp };
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const ms = (number) => `${Math.round(number)} ms`;
export const spread = (numbers) => `${ms(median(numbers))} (${ms(Math.min(...numbers))} to ${ms(Math.max(...numbers))})`;
