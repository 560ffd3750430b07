// The machine's own Chromium against a local push service.

import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM || '/usr/bin/chromium';

/** The screens that tests look at. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESK = { viewport: { width: 1440, height: 900 } };

/**
 * Starts Chromium. `gcm`: the push stand-in, if it is to be pushed. `desktop`: where its notifications stand, if somebody
 * is to tap them. `profile`: the folder of somebody who closed the browser before, else a fresh one. `device`: `PHONE`,
 * `DESK` or more of Playwright's options. Returns `{ page, context, worker(), recordWorker(), workerSaw() }`; the page
 * is empty.
 */
export async function startChromium(scene, {
  gcm, desktop, origin, label = 'chromium', profile = scene.folder(label), viewport = { width: 1200, height: 900 }, device = { viewport },
}) {
  if (!existsSync(EXECUTABLE)) throw new Error(`no Chromium at ${EXECUTABLE}; install it or set CHROMIUM`);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    chromiumSandbox: false,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    ...device,
    env: { ...process.env, ...desktop?.environment },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(gcm?.chromiumFlags ?? []),
    ],
  });
  scene.atEnd(() => context.close());
  await context.grantPermissions(['notifications'], { origin });
  const page = scene.watch(label, context.pages()[0] ?? await context.newPage());

  const worker = async () => context.serviceWorkers()[0] ?? context.waitForEvent('serviceworker', { timeout: 20_000 });

  /**
   * Lets the worker note what it shows and which badge it sets. `getNotifications()` is no way to wait for that: asked
   * while the first notification is being put up, Chromium takes it for closed and drops it.
   */
  const recordWorker = async () => {
    await (await worker()).evaluate(() => {
      if (self.uchiteSeen) return;
      const seen = (self.uchiteSeen = []);
      const show = self.registration.showNotification.bind(self.registration);
      self.registration.showNotification = (title, options = {}) => {
        seen.push({ what: 'notification', title, body: options.body, tag: options.tag, data: options.data });
        return show(title, options);
      };
      const [set, clear] = [navigator.setAppBadge.bind(navigator), navigator.clearAppBadge.bind(navigator)];
      navigator.setAppBadge = (count) => (seen.push({ what: 'badge', count }), set(count));
      navigator.clearAppBadge = () => (seen.push({ what: 'badge', count: 0 }), clear());
    });
  };
  const workerSaw = async (what) => {
    const seen = await (await worker()).evaluate(() => self.uchiteSeen ?? []);
    return seen.filter((entry) => entry.what === what);
  };
  return { page, context, worker, recordWorker, workerSaw };
}
