// The story on the screens of the three whom it concerns: her phone without a network, her manager's desk, and an
// engineer whose browser is closed until the push arrives.

import assert from 'node:assert/strict';

import { startDesktop } from './desktop/desktop.mjs';
import { DESK, PHONE, startChromium } from './harness/chromium.mjs';
import { furnish } from './harness/company.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { opened, signIn, switchPush } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';
import { besidesText, countTaps, told } from './harness/taps.mjs';
import { startGcm } from './push-services/gcm.mjs';

const QUESTION = '月末の明細は約九十万件です。夜間処理を二時間半以内に終えられますか。';
const TEXT = '地下の会議室で部長とお話ししました。';
const ANSWER = '同じ規模の事例で一時間四十分でした。測定結果を添えます。';
/** What the product promises. */
const TAPS_TO_FILE = 6;
const TAPS_TO_ANSWER = 2;

const pencil = (page) => page.getByRole('navigation').getByRole('link', { name: '報告する' });
const card = (page, text) => page.getByRole('article').filter({ hasText: text });

sceneTest('filed in a basement, seen at the desk, answered from a closed browser, and accepted', { timeout: 180_000 }, async (scene, step) => {
  const gcm = await startGcm();
  scene.atEnd(() => gcm.close());
  scene.keep('gcm', () => gcm.journal.toString());
  const desktop = await startDesktop(scene);
  const server = await startServer(scene, { demo: false, push: { gcm, grace_ms: 200 } });
  const { origin } = server;
  const { people: { admin, sales, engineer }, password } = await furnish(server);
  const device = { gcm, desktop, origin, label: 'engineer', profile: scene.folder('engineer'), device: PHONE };
  const asPhone = (await startChromium(scene, { origin, label: 'sales', device: PHONE }));
  const phone = asPhone.page;
  const desk = (await startChromium(scene, { origin, label: 'manager', device: DESK })).page;
  const taps = await countTaps(asPhone.context);
  const markPage = (page) => page.evaluate(() => { window.neverLoadedAgain = true; });
  const isSamePage = (page) => page.evaluate(() => window.neverLoadedAgain === true);

  await step('the engineer switches pushes on, and closes his browser', async () => {
    const { page, context } = await startChromium(scene, device);
    await signIn(page, origin, 'okada', password);
    await switchPush(page, origin, true);
    await context.close();
    await until('no live connection', async () => (await server.figures(admin)).uchite_sessions === 0);
    assert.equal(await engineer.badge(), 0);
  });

  await step('her manager has the timeline open at his desk', async () => {
    await signIn(desk, origin, 'ito', password);
    await desk.getByRole('heading', { name: 'タイムライン' }).waitFor();
    await markPage(desk);
  });

  await step('her phone has been used once, and is in a basement now', async () => {
    await signIn(phone, origin, 'takahashi', password);
    await phone.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await pencil(phone).tap();
    await phone.getByRole('button', { name: /生産管理システム刷新/ }).waitFor();
    await phone.goto(origin);
    await asPhone.context.setOffline(true);
    await phone.reload();
    await phone.getByRole('status').filter({ hasText: /オフライン|切断/ }).first().waitFor();
    await markPage(phone);
    taps.taken();
  });

  await step('there she files the visit with the question, in at most six taps besides text', async () => {
    await pencil(phone).tap();
    await phone.getByRole('button', { name: /生産管理システム刷新/ }).tap();
    await phone.getByText('訪問', { exact: true }).tap();
    await phone.getByText('山本 一郎').tap();
    await phone.getByText('前向き', { exact: true }).tap();
    await phone.getByLabel('ほかに伝えたいこと').tap();
    await phone.keyboard.insertText(TEXT);
    await phone.getByRole('button', { name: /相談する/ }).tap();
    await until('the cursor in the question', () => phone.getByLabel('聞きたいこと').evaluate((field) => field === document.activeElement));
    await phone.keyboard.insertText(QUESTION);
    await phone.getByRole('button', { name: '報告する' }).tap();
    await phone.getByText('送信待ち 1件').waitFor();
    const taken = taps.taken();
    console.log(`${besidesText(taken).length} taps besides text to file: ${told(taken)}`);
    assert.ok(besidesText(taken).length <= TAPS_TO_FILE);
  });

  await step('while she has no network, it reaches nobody', async () => {
    assert.deepEqual((await sales.get('/timeline')).cards, []);
    assert.deepEqual(gcm.journal.all('accepted'), []);
  });

  let report;
  await step('with the network back it goes out by itself, once', async () => {
    await asPhone.context.setOffline(false);
    await card(phone, QUESTION).getByText('回答募集中').waitFor();
    const { cards } = await sales.get('/timeline');
    assert.deepEqual(cards.map(({ text, consult }) => [text, consult.question]), [[TEXT, QUESTION]]);
    report = cards[0].id;
    await phone.getByText('送信待ち 1件').waitFor({ state: 'hidden' });
    assert.deepEqual(taps.taken(), [], 'she touched nothing for it');
    assert.ok(await isSamePage(phone));
  });

  await step('it stands live at the desk, with all that explains it', async () => {
    await desk.getByRole('button', { name: '新しい報告 1件' }).click();
    const there = card(desk, QUESTION);
    for (const known of ['生産管理システム刷新', '3,200万円', '東和精密工業', '山本 一郎', '北斗システム', '高橋 美咲', TEXT]) {
      await there.getByText(known).first().waitFor();
    }
    assert.ok(await isSamePage(desk));
  });

  let tab;
  let his;
  await step('the push waits for the closed browser, and is shown as soon as that is there', async () => {
    const { online, urgency } = await gcm.journal.next('accepted');
    assert.deepEqual([online, urgency], [false, 'high']);
    assert.deepEqual(desktop.all(), []);
    his = await startChromium(scene, device);
    const shown = await desktop.shown(({ body }) => body.includes(QUESTION));
    assert.equal(shown.title, '相談: 高橋 美咲');
    assert.equal(await engineer.badge(), 1);
    assert.equal(his.context.pages().length, 1, 'no page of the product is open');
  });

  await step('one tap opens exactly that card with the reply field ready, and a second one sends the answer', async () => {
    const hisTaps = await countTaps(his.context);
    const shown = await desktop.shown(({ body }) => body.includes(QUESTION));
    [tab] = await Promise.all([his.context.waitForEvent('page'), desktop.tap(shown)]);
    scene.watch('engineer', tab);
    await until('the reply field', async () => {
      const there = await opened(tab);
      return there.replying && there.path === `/reports/${report}` && there.reports[0] === report;
    });
    await tab.keyboard.insertText(ANSWER);
    await tab.getByRole('button', { name: '送る' }).tap();
    await card(tab, ANSWER).getByText('回答あり').waitFor();
    const taken = [...desktop.journal.all('tapped').map(() => ({ what: '(the notification)', text: false })), ...hisTaps.taken()];
    console.log(`${taken.length} taps from the push to the answer: ${told(taken)}`);
    assert.ok(besidesText(taken).length <= TAPS_TO_ANSWER);
    await until('nothing waits for him', async () => (await engineer.badge()) === 0);
  });

  await step('she sees the answer and accepts it', async () => {
    const hers = card(phone, QUESTION);
    await hers.getByRole('button', { name: /報告をひらく/ }).tap();
    await hers.getByText(ANSWER).waitFor();
    await hers.getByRole('button', { name: 'この回答で解決' }).tap();
    await hers.getByText('採用された回答').waitFor();
    // The screen is ahead of the server by one request.
    await until('the server has it', async () => (await sales.get(`/reports/${report}`)).card.consult.state === 'accepted');
  });

  await step('and everybody sees it at once, without a reload', async () => {
    await card(tab, ANSWER).getByText('採用された回答').waitFor();
    await card(desk, QUESTION).getByText('相談 解決').waitFor();
    assert.ok(await isSamePage(phone));
    assert.ok(await isSamePage(desk));
  });
});
