// The product's push in real browsers: switched on by a person, sent by the server, shown by the worker.

import assert from 'node:assert/strict';

import { furnish } from './harness/company.mjs';
import { DEVICES } from './harness/device.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { leave, notifications, open, opened, showWhatIsNew, signIn, switchPush } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';

const DAY_S = 24 * 60 * 60;
/** So long a live session has to display a card before the push goes out: longer than displaying takes. */
const GRACE_MS = 4_000;

for (const [name, kind] of Object.entries(DEVICES)) {
  sceneTest(`the push reaches ${name}`, { timeout: 240_000 }, async (scene, step) => {
    const service = await kind.start(scene);
    const server = await startServer(scene, { demo: false, push: { ...service.push, grace_ms: GRACE_MS } });
    const company = await furnish(server);
    const device = await service.browser(server.origin);
    await play({ name, step, server, company, device });
  });
}

async function play({ name, step, server, company, device }) {
  const { page, journal } = device;
  const { origin } = server;
  const { admin, sales, engineer } = company.people;
  const ask = (question, more = {}) =>
    company.file(sales, { text: '訪問の報告', consult: { question, topics: ['性能'] }, ...more });
  const devices = async () => (await engineer.get('/push/devices')).items;
  const ledger = async (report) => {
    const { entries } = await sales.get(`/reports/${report}/audience`);
    return entries.find(({ member }) => member.id === engineer.me.id);
  };
  const away = async () => {
    await leave(page, origin);
    await until('no live connection', async () => (await server.figures(admin)).uchite_sessions === 0);
  };
  const allPushesSettled = () =>
    until('no push waits', async () => (await server.figures(admin)).uchite_pushes_waiting === 0);

  await step('is switched on in the settings', async () => {
    await signIn(page, origin, 'okada', company.password);
    assert.deepEqual(await devices(), []);
    await switchPush(page, origin, true);
    await journal.next('subscribed');
    const [registered] = await devices();
    assert.match(registered.name, name === 'Firefox' ? /^Firefox/ : /^Chrome/);
    assert.equal(registered.last, null);
    await device.ready();
  });

  await step('proves itself by the button beside the device', async () => {
    const since = journal.mark();
    await open(page, origin, '/settings');
    await page.waitForSelector('main li button');
    await page.evaluate(() => [...document.querySelectorAll('main li button')].find(({ innerText }) => innerText === '通知を試す').click());
    const { ttl_s, urgency } = await journal.next('accepted', { since });
    assert.deepEqual([ttl_s, urgency], [60, 'high']);
    await device.shown(({ tag }) => tag === 'test');
    await until('the outcome is shown', async () => (await devices())[0].last?.code === 'accepted');
  });

  let consult;
  await step('brings a question to somebody whose browser shows another page', async () => {
    await away();
    await page.goto('about:blank');
    const since = journal.mark();
    consult = await ask('夜間処理を二時間半で終えられますか。\n実績も知りたいです。');
    const { ttl_s, topic, urgency } = await journal.next('accepted', { since });
    assert.deepEqual([ttl_s, urgency], [DAY_S, 'high']);
    assert.match(topic, /^[\w-]{32}$/);
    assert.ok(!topic.includes(String(consult.id)), 'the topic tells the push service nothing');
    await leave(page, origin);
    const shown = await device.shown(({ tag }) => tag === `report-${consult.id}`);
    assert.deepEqual(
      [shown.title, shown.body, shown.data.url],
      ['相談: 高橋 美咲', '生産管理システム刷新 / 東和精密工業株式会社\n夜間処理を二時間半で終えられますか。', `/reports/${consult.id}?reply`],
    );
  });

  await step('tells the author that it was delivered, and not that it was read', async () => {
    const entry = await until('a delivery in the ledger', async () => {
      const found = await ledger(consult.id);
      return found.delivered_at && found;
    });
    assert.deepEqual([entry.addressed, entry.displayed_at ?? null, entry.read_at ?? null], [true, null, null]);
    const [registered] = await devices();
    assert.deepEqual([registered.last.code, registered.last.status], ['accepted', 201]);
  });

  await step('carries the absolute count of what is unread and addressed', async () => {
    const since = journal.mark();
    const second = await ask('帳票の出力は何分かかりますか。');
    await journal.next('accepted', { since });
    await device.shown(({ tag }) => tag === `report-${second.id}`);
    const count = await engineer.badge();
    assert.equal(count, 2);
    const onIcon = await device.badge();
    if (onIcon !== null) assert.equal(onIcon, count);
  });

  await step('replaces what it said of a card before by what is newer', async () => {
    const since = journal.mark();
    const before = journal.all('accepted').at(-2);
    await sales.post(`/reports/${consult.id}/replies`, { kind: 'question', text: '岡田さん、いかがでしょうか。', mentions: [engineer.me.id] });
    const { topic, urgency } = await journal.next('accepted', { since });
    assert.deepEqual([topic, urgency], [before.topic, 'high']);
    await device.shown(({ title }) => title === '高橋 美咲さんがあなたを指名');
    const standing = (await notifications(page)).filter(({ tag }) => tag === `report-${consult.id}`);
    assert.deepEqual(standing.map(({ body }) => body.split('\n')[1]), ['岡田さん、いかがでしょうか。']);
    const onIcon = await device.badge();
    if (onIcon !== null) assert.equal(onIcon, 2, 'one card counts once');
  });

  await step('leads to exactly that card, with the reply field ready, and settles itself', async () => {
    const { data } = (await notifications(page)).find(({ tag }) => tag === `report-${consult.id}`);
    await page.goto(origin + data.url);
    const there = await until('the reply field', async () => {
      const found = await opened(page);
      return found.replying && found;
    });
    assert.deepEqual(there, { path: `/reports/${consult.id}`, reports: [consult.id], replying: true });
    await until('it counts as read', async () => (await engineer.badge()) === 1);
    const entry = await ledger(consult.id);
    assert.ok(entry.read_at >= entry.delivered_at);
    await until('the title says the count', async () => (await page.title()).startsWith('(1) '));
  });

  await step('is not sent for a card that was displayed live', async () => {
    await open(page, origin, '/');
    const since = journal.mark();
    const seen = await ask('画面に出ている間の相談です。');
    await showWhatIsNew(page);
    await until('it was displayed', async () => (await ledger(seen.id)).read_at);
    await allPushesSettled();
    assert.deepEqual(journal.all('accepted').filter(({ at }) => at >= seen.filed_at), []);
    // The next one does arrive, so the silence was meant.
    await away();
    const next = await ask('席を外した後の相談です。');
    await journal.next('accepted', { since });
    await device.shown(({ tag }) => tag === `report-${next.id}`);
    assert.equal(journal.all('accepted').filter(({ at }) => at >= seen.filed_at).length, 1);
  });

  await step('is sent though a connection is live, when the card is not displayed', async () => {
    await open(page, origin, '/settings');
    const since = journal.mark();
    const unseen = await ask('別の画面を見ている間の相談です。');
    const { at } = await journal.next('accepted', { since });
    assert.ok(at - unseen.filed_at >= GRACE_MS - 100, `after ${at - unseen.filed_at} ms`);
    await device.shown(({ tag }) => tag === `report-${unseen.id}`);
  });

  await step('tries again after as long as the push service asked for', async () => {
    await away();
    const since = journal.mark();
    device.answerNext(429, { 'retry-after': '2' });
    const delayed = await ask('混み合っている間の相談です。');
    const refused = await journal.next('refused', { since });
    assert.equal(refused.status, 429);
    await until('the member sees why', async () => (await devices())[0].last.code === 'throttled');
    assert.equal((await ledger(delayed.id)).delivered_at ?? null, null, 'nothing is delivered that was refused');
    const accepted = await journal.next('accepted', { since });
    assert.ok(accepted.at - refused.at >= 2_000, `after ${accepted.at - refused.at} ms`);
    await device.shown(({ tag }) => tag === `report-${delayed.id}`);
    await until('the delivery', async () => (await ledger(delayed.id)).delivered_at);
  });

  await step('removes a device whose subscription the browser ended', async () => {
    const since = journal.mark();
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/');
      await (await registration.pushManager.getSubscription()).unsubscribe();
    });
    await journal.next('unsubscribed', { since });
    const lost = await ask('端末が登録を失った後の相談です。');
    assert.equal((await journal.next('refused', { since })).status, 410);
    await until('the device is gone', async () => (await devices()).length === 0);
    assert.equal((await ledger(lost.id)).delivered_at ?? null, null);
  });

  await step('registers itself again when the product is next opened', async () => {
    const since = journal.mark();
    await open(page, origin, '/settings');
    await journal.next('subscribed', { since });
    await until('the device is back', async () => (await devices()).length === 1);
    await away();
    const back = await ask('登録し直した後の相談です。');
    await device.shown(({ tag }) => tag === `report-${back.id}`);
  });

  await step('is switched off on both sides', async () => {
    const since = journal.mark();
    await switchPush(page, origin, false);
    await journal.next('unsubscribed', { since });
    assert.deepEqual(await devices(), []);
  });
}
