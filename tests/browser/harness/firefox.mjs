// The machine's own Firefox against a local push service, driven over WebDriver BiDi.

import { existsSync } from 'node:fs';

import puppeteer from 'puppeteer-core';

const EXECUTABLE = process.env.FIREFOX || '/usr/bin/firefox-esr';

/** Starts Firefox with a fresh profile. `autopush`: the push stand-in, if it is to be pushed. Returns `{ page, browser }`; the page is empty. */
export async function startFirefox(scene, { autopush, label = 'firefox', viewport = { width: 1200, height: 900 } } = {}) {
  if (!existsSync(EXECUTABLE)) throw new Error(`no Firefox at ${EXECUTABLE}; install it or set FIREFOX`);
  const userDataDir = scene.folder(label);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath: EXECUTABLE,
    headless: true,
    userDataDir,
    env: { ...process.env, HOME: userDataDir, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
    extraPrefsFirefox: { ...PUSH, ...QUIET, 'dom.push.serverURL': autopush?.socketUrl ?? '' },
  });
  scene.atEnd(() => browser.close());
  const page = scene.watch(label, await browser.newPage());
  await page.setViewport(viewport);
  return { page, browser };
}

const PUSH = {
  'dom.push.enabled': true,
  'dom.push.connection.enabled': true,
  'dom.push.testing.allowInsecureServerURL': true, // else only wss: is accepted
  'dom.push.retryBaseInterval': 200, // ms until it comes back after a cut
  'dom.serviceWorkers.enabled': true,
  'dom.webnotifications.enabled': true,
  'permissions.default.desktop-notification': 1, // granted without asking
  'alerts.useSystemBackend': false, // there is no desktop here
  'intl.accept_languages': 'ja,en-US',
  'intl.locale.requested': 'ja',
};

/** Nothing but the test talks: a call home would only wait for its time-out. */
const QUIET = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.manage-offline-status': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
};
