// The product's screens, by what a person does on them. Written in what both browsers' drivers share.

import { until } from './scene.mjs';

/** Writes into the field that `selector` finds, key by key. */
export async function write(page, selector, text) {
  await page.waitForSelector(selector);
  await page.focus(selector);
  await page.keyboard.type(text);
}

/** Whether the page shows `text` somewhere. */
export const shows = (page, text) => page.evaluate((wanted) => document.body.innerText.includes(wanted), text);

// The mark stands twice, for wide screens and for phones; one of the two is hidden.
const untilLive = (page) =>
  until('a live connection', () => page.evaluate(() => document.querySelector('[data-phase=live]') !== null));

/** Signs in and waits until the live connection stands. */
export async function signIn(page, origin, login, password) {
  await page.goto(origin);
  await write(page, 'input[name=username]', login);
  await write(page, 'input[name=password]', password);
  await page.keyboard.press('Enter');
  await untilLive(page);
}

/** Opens one of the product's addresses, looks at it, and waits until it is live. */
export async function open(page, origin, path) {
  await page.goto(origin + path);
  await page.bringToFront(); // Firefox draws notifications in windows of its own, which take the focus
  await untilLive(page);
}

/** Presses what the timeline says came in live: it holds that back so as not to move what is being read. */
export async function showWhatIsNew(page) {
  await until('a new report', () => page.evaluate(() => {
    const pill = [...document.querySelectorAll('main button')].find(({ innerText }) => innerText.includes('新しい報告'));
    pill?.click();
    return pill !== undefined;
  }));
}

const SWITCH = '[data-testid=push-switch]';

/** Presses the switch for notifications on this device and waits until it stands as asked. */
export async function switchPush(page, origin, on) {
  await open(page, origin, '/settings');
  await page.waitForSelector(`${SWITCH}:enabled${on ? ':not(:checked)' : ':checked'}`);
  await page.focus(SWITCH);
  await page.keyboard.press(' ');
  await until(`the switch is ${on ? 'on' : 'off'}`, () => page.evaluate(([selector, wanted]) => {
    const found = document.querySelector(selector);
    const alert = document.querySelector('main [role=alert]');
    if (alert) throw new Error(`the screen says: ${alert.textContent}`);
    return found !== null && !found.disabled && found.checked === wanted;
  }, [SWITCH, on]));
}

/**
 * Leaves the product but not its origin: no live connection, nothing displayed, while the notifications that its worker
 * shows can still be asked for.
 */
export async function leave(page, origin) {
  await page.goto(`${origin}/healthz`);
}

/** The notifications that stand on the device; the page is on the product's origin. */
export const notifications = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const standing = (await registration?.getNotifications()) ?? [];
  return standing.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
});

/** The reports that stand on the screen, and whether the cursor waits in a reply to the first of them. */
export const opened = (page) => page.evaluate(() => {
  const cards = [...document.querySelectorAll('article[data-report]')];
  const field = document.activeElement;
  return {
    path: location.pathname,
    reports: cards.map((card) => Number(card.dataset.report)),
    replying: field?.getAttribute('aria-label') === '返信の本文' && cards[0]?.contains(field) === true,
  };
});
