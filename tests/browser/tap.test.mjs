// A tap on the notification, as a desktop tells the browser of it: with the product open, and with no page at all.

import assert from 'node:assert/strict';

import { startDesktop } from './desktop/desktop.mjs';
import { startChromium } from './harness/chromium.mjs';
import { furnish } from './harness/company.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { open, opened, signIn, switchPush } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';
import { startGcm } from './push-services/gcm.mjs';

sceneTest('a tap on the notification opens exactly that card, with the reply field ready', { timeout: 120_000 }, async (scene, step) => {
  const gcm = await startGcm();
  scene.atEnd(() => gcm.close());
  scene.keep('gcm', () => gcm.journal.toString());
  const desktop = await startDesktop(scene);
  const server = await startServer(scene, { demo: false, push: { gcm, grace_ms: 200 } });
  const { origin } = server;
  const { people: { sales, engineer }, password, file } = await furnish(server);
  const { page, context } = await startChromium(scene, { gcm, desktop, origin });
  const ask = (question) => file(sales, { text: '訪問の報告', consult: { question, topics: ['性能'] } });
  const asked = (question) => desktop.shown(({ body }) => body.includes(question));
  const isReady = (tab, report) => until('the reply field', async () => {
    const found = await opened(tab);
    return found.replying && found.path === `/reports/${report.id}` && found.reports[0] === report.id;
  });

  await step('the notification stands on the desktop', async () => {
    await signIn(page, origin, 'okada', password);
    await switchPush(page, origin, true);
    await open(page, origin, '/settings');
    const report = await ask('性能の実績はありますか。');
    const { title, body } = await asked('性能の実績はありますか。');
    assert.equal(title, '相談: 高橋 美咲');
    assert.ok(body.includes('生産管理システム刷新 / 東和精密工業株式会社'), body);
    assert.equal(await engineer.badge(), 1);
    assert.equal((await engineer.get(`/reports/${report.id}`)).card.you.unread, true, 'showing it reads nothing');
  });

  await step('with the product open on another screen, that page goes to the card', async () => {
    const report = await ask('何人で使えますか。');
    const tabs = context.pages().length;
    desktop.tap(await asked('何人で使えますか。'));
    await isReady(page, report);
    assert.equal(context.pages().length, tabs);
    await until('it counts as read', async () => (await engineer.badge()) === 1);
  });

  await step('with no page of the product open, one opens at the card', async () => {
    await page.goto('about:blank');
    const report = await ask('停止せずに切り替えられますか。');
    const shown = await asked('停止せずに切り替えられますか。');
    const [tab] = await Promise.all([context.waitForEvent('page'), desktop.tap(shown)]);
    await isReady(tab, report);
    await until('it counts as read', async () => (await engineer.badge()) === 1);
  });
});
