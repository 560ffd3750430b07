// The push stand-ins themselves, with real browsers and a page of three lines: what the product's tests stand on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import webpush from 'web-push';

import { startChromium } from './harness/chromium.mjs';
import { startFirefox } from './harness/firefox.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { serveFolder } from './harness/static-site.mjs';
import { startAutopush } from './push-services/autopush.mjs';
import { startGcm } from './push-services/gcm.mjs';
import { Mailbox } from './push-services/mailbox.mjs';

const SITE = new URL('./stand-in-site/', import.meta.url);
const SUBJECT = 'mailto:push@uchite.test';

const subscribe = (page, key) => page.evaluate(async (applicationServerKey) => {
  await navigator.serviceWorker.register('/worker.js');
  const registration = await navigator.serviceWorker.ready;
  return (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })).toJSON();
}, key);

const unsubscribe = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  await (await registration.pushManager.getSubscription()).unsubscribe();
});

const shownTitles = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map((notification) => notification.title);
});

/** Sends an encrypted push as a server would, to `dial` in place of the endpoint's own origin. Returns the status. */
async function send(subscription, payload, { keys, dial, ...options }) {
  const request = webpush.generateRequestDetails(subscription, payload && JSON.stringify(payload), {
    TTL: 60, contentEncoding: 'aes128gcm', vapidDetails: { subject: SUBJECT, ...keys }, ...options,
  });
  const { origin, pathname } = new URL(request.endpoint);
  const answer = await fetch(`${dial ?? origin}${pathname}`, { method: 'POST', headers: request.headers, body: request.body });
  return answer.status;
}

test('what waits for a browser is the newest of each topic, for as long as it is worth delivering', () => {
  const mailbox = new Mailbox();
  const put = (message, topic, ttl_s = 60, subscription = 'ours') => mailbox.put({ subscription, topic, ttl_s, message });
  const waiting = () => mailbox.due().map(([, message]) => message);
  put('old', 'same');
  put('new', 'same');
  put('without a topic');
  put('now or never', 'other', 0);
  const elsewhere = put('of another subscription', 'same', 60, 'theirs');
  assert.deepEqual(waiting(), ['new', 'without a topic', 'of another subscription']);
  mailbox.forget('ours');
  mailbox.remove(elsewhere);
  assert.deepEqual(waiting(), []);
});

sceneTest('Firefox and its stand-in carry a push from end to end', { timeout: 120_000 }, async (scene, step) => {
  const autopush = await startAutopush();
  scene.atEnd(() => autopush.close());
  scene.keep('autopush', () => autopush.journal.toString());
  const site = await serveFolder(scene, SITE);
  const { page } = await startFirefox(scene, { autopush });
  await page.goto(site);
  const keys = webpush.generateVAPIDKeys();
  let subscription;

  await step('subscribes under the key of the application', async () => {
    subscription = await subscribe(page, keys.publicKey);
    assert.ok(subscription.endpoint.startsWith(autopush.origin));
    assert.equal((await autopush.journal.next('subscribed')).restricted, true);
  });
  await step('decrypts and shows what was sent', async () => {
    const payload = { title: '相談が届きました', body: '佐藤さん: 値引きについて', tag: 'report-1', badge: 3 };
    assert.equal(await send(subscription, payload, { keys, topic: 'report-1', urgency: 'high' }), 201);
    const { ttl_s, topic, urgency } = await autopush.journal.next('accepted');
    assert.deepEqual({ ttl_s, topic, urgency }, { ttl_s: 60, topic: 'report-1', urgency: 'high' });
    assert.equal((await autopush.journal.next('acknowledged')).code, 100);
    assert.deepEqual(await until('shown', async () => {
      const titles = await shownTitles(page);
      return titles.length > 0 && titles;
    }), ['相談が届きました']);
  });
  await step('wakes the worker while no page is open', async () => {
    await page.goto('about:blank');
    const since = autopush.journal.mark();
    assert.equal(await send(subscription, { title: '閉じている間に', tag: 'closed' }, { keys }), 201);
    assert.equal((await autopush.journal.next('acknowledged', { since })).code, 100);
    await page.goto(site);
    assert.ok((await shownTitles(page)).includes('閉じている間に'));
  });
  await step('hands over after a cut what waited meanwhile', async () => {
    const since = autopush.journal.mark();
    autopush.disconnectBrowsers();
    await autopush.journal.next('disconnected', { since });
    assert.equal(await send(subscription, { title: '待っていた', tag: 'waited' }, { keys }), 201);
    await autopush.journal.next('acknowledged', { since, accept: ({ code }) => code === 100, within_ms: 60_000 });
  });
  await step('tells a push it cannot decrypt from one it delivered', async () => {
    const since = autopush.journal.mark();
    const other = { ...subscription, keys: { ...subscription.keys, auth: Buffer.alloc(16, 7).toString('base64url') } };
    assert.equal(await send(other, { title: '読めない' }, { keys }), 201);
    assert.equal((await autopush.journal.next('acknowledged', { since })).code, 101);
  });
  await step('refuses a stranger, a lifetime-less push and an oversized one', async () => {
    assert.equal(await send(subscription, { title: 'x' }, { keys: webpush.generateVAPIDKeys() }), 403);
    assert.equal((await fetch(subscription.endpoint, { method: 'POST', headers: { ttl: '60' } })).status, 401);
    assert.equal((await fetch(subscription.endpoint, { method: 'POST', body: Buffer.alloc(4097) })).status, 413);
  });
  await step('answers as a test ordered, once', async () => {
    autopush.answerNext(429, { 'retry-after': '7' });
    assert.equal(await send(subscription, { title: 'x', tag: 'x' }, { keys }), 429);
    assert.equal(await send(subscription, { title: 'x', tag: 'x' }, { keys }), 201);
  });
  await step('says 410 once the browser has unsubscribed', async () => {
    await unsubscribe(page);
    await autopush.journal.next('unsubscribed');
    assert.equal(await send(subscription, { title: 'x' }, { keys }), 410);
  });
});

sceneTest('Chromium and its stand-in carry a push from end to end', { timeout: 120_000 }, async (scene, step) => {
  const gcm = await startGcm();
  scene.atEnd(() => gcm.close());
  scene.keep('gcm', () => gcm.journal.toString());
  const site = await serveFolder(scene, SITE);
  const chromium = await startChromium(scene, { gcm, origin: site });
  const { page } = chromium;
  await page.goto(site);
  const keys = webpush.generateVAPIDKeys();
  const to = { keys, dial: gcm.deliveryOrigin };
  let subscription;

  await step('subscribes', async () => {
    subscription = await subscribe(page, keys.publicKey);
    assert.ok(gcm.endpointOrigins.includes(new URL(subscription.endpoint).origin), subscription.endpoint);
    await chromium.recordWorker();
  });
  await step('decrypts, shows and counts what was sent', async () => {
    const payload = { title: '相談が届きました', body: '佐藤さん', tag: 'report-1', badge: 4 };
    assert.equal(await send(subscription, payload, { ...to, topic: 'report-1', urgency: 'high' }), 201);
    const { ttl_s, topic, urgency } = await gcm.journal.next('accepted');
    assert.deepEqual({ ttl_s, topic, urgency }, { ttl_s: 60, topic: 'report-1', urgency: 'high' });
    const [badge] = await until('the badge', async () => {
      const badges = await chromium.workerSaw('badge');
      return badges.length > 0 && badges;
    });
    assert.equal(badge.count, 4);
    const [shown] = await chromium.workerSaw('notification');
    assert.deepEqual([shown.title, shown.body], ['相談が届きました', '佐藤さん']);
  });
  await step('wakes the worker while no page is open', async () => {
    await page.goto('about:blank');
    assert.equal(await send(subscription, { title: '閉じている間に', tag: 'closed', badge: 5 }, to), 201);
    await until('shown', async () => (await chromium.workerSaw('notification')).some(({ title }) => title === '閉じている間に'));
  });
  await step('hands over after a cut what waited meanwhile', async () => {
    const since = gcm.journal.mark();
    gcm.disconnectBrowsers();
    await gcm.journal.next('disconnected', { since });
    assert.equal(await send(subscription, { title: '待っていた', tag: 'waited', badge: 6 }, to), 201);
    await until('shown', async () => (await chromium.workerSaw('notification')).some(({ title }) => title === '待っていた'), { within_ms: 60_000 });
  });
  await step('refuses a stranger and a push that is not ours', async () => {
    assert.equal(await send(subscription, { title: 'x' }, { ...to, keys: webpush.generateVAPIDKeys() }), 403);
    const endpoint = gcm.deliveryOrigin + new URL(subscription.endpoint).pathname;
    assert.equal((await fetch(endpoint, { method: 'POST', headers: { ttl: '60' } })).status, 401);
  });
  await step('says 410 once the browser has unsubscribed', async () => {
    await page.goto(site);
    await unsubscribe(page);
    await gcm.journal.next('unsubscribed');
    assert.equal(await send(subscription, { title: 'x' }, to), 410);
  });
});
