// The story that the product is made for: a question from a customer's office, answered while it still matters.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { furnish } from './harness/company.mjs';
import { DEVICES } from './harness/device.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { leave, notifications, opened, shows, signIn, switchPush } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';

const QUESTION = '月末の明細は約九十万件です。夜間処理を二時間半以内に終えられますか。';
const ANSWER = '同じ規模の事例で一時間四十分でした。測定結果を添えます。';

const filed = (frame) => frame.type === 'event' && frame.kind === 'report_filed';
const whys = ({ reasons }) => reasons.map(({ why, via }) => via ?? why).sort();

sceneTest('a question reaches whom it concerns, is answered from a locked phone, and the answer is accepted', { timeout: 180_000 }, async (scene, step) => {
  const service = await DEVICES.Chromium.start(scene);
  const server = await startServer(scene, { demo: false, push: service.push });
  const { origin } = server;
  const { people, deal, contact, form, password } = await furnish(server);
  const { sales, superior, engineer, bystander, admin } = people;
  const phone = await service.browser(origin);
  const { page, journal } = phone;

  await step('the engineer has put the product on his phone, and the phone away', async () => {
    await signIn(page, origin, 'okada', password);
    await switchPush(page, origin, true);
    await phone.ready();
    await leave(page, origin);
    await page.goto('about:blank');
    await until('no live connection', async () => (await server.figures(admin)).uchite_sessions === 0);
    assert.equal(await engineer.badge(), 0);
  });

  const salesLive = await sales.live(scene);
  const superiorLive = await superior.live(scene);
  const bystanderLive = await bystander.live(scene);
  const report = { deal, ...form, met: [contact], text: '最終提案の前の確認。', consult: { question: QUESTION, topics: ['性能'] } };

  let preview;
  await step('she sees whom her report will reach and why, before she files it', async () => {
    ({ audience: preview } = await sales.post('/reports/preview', report));
    const seen = preview.map((entry) => [entry.member.id, whys(entry), entry.how]);
    assert.deepEqual(seen, [
      [sales.me.id, ['author'], 'timeline'],
      [superior.me.id, ['superior', 'superior'], 'notify'],
      [engineer.me.id, ['expert'], 'notify'],
    ]);
  });

  const ref = randomUUID();
  let card;
  await step('filing it is one frame, acknowledged by its own event', async () => {
    salesLive.send({ type: 'file_report', client_ref: ref, report });
    const own = await salesLive.next('her own report', (frame) => filed(frame) && frame.client_ref === ref);
    ({ card } = own);
    assert.deepEqual([card.you.unread, card.consult.state], [false, 'open']);
  });

  await step('her manager has it live, with everything that explains it', async () => {
    const frame = await superiorLive.next('the report', filed);
    assert.equal(frame.client_ref, undefined, 'the reference is hers alone');
    const { stock, met, you, consult } = frame.card;
    assert.deepEqual(
      [stock.deal_name, stock.customer.name, stock.then.stage.id, stock.then.amount_yen, stock.then.competitors[0].name, met[0].name, met[0].decision],
      ['生産管理システム刷新', '東和精密工業株式会社', 2, 32_000_000, '北斗システム', '山本 一郎', 'decider'],
    );
    assert.deepEqual([consult.question, you.addressed, you.unread], [QUESTION, true, true]);
    assert.deepEqual(whys(you), ['superior', 'superior']);
    assert.equal(frame.badge.addressed, 1);
    assert.equal(await superior.badge(), 1);
    const fetched = await superior.get(`/reports/${card.id}`);
    assert.deepEqual(frame.card, fetched.card, 'live equals fetched');
  });

  await step('nobody else has', async () => {
    bystanderLive.send({ type: 'ping' });
    await bystanderLive.next('an answer after the report', (frame) => frame.type === 'pong' && frame.cursor >= card.id);
    assert.deepEqual(bystanderLive.frames.filter(({ type }) => type === 'event'), []);
    assert.deepEqual((await bystander.get('/timeline')).cards, []);
  });

  await step('the locked phone of the engineer shows it, and the badge goes up by one', async () => {
    const { urgency } = await journal.next('accepted');
    assert.equal(urgency, 'high');
    const shown = await phone.shown(({ tag }) => tag === `report-${card.id}`);
    assert.equal(shown.title, '相談: 高橋 美咲');
    assert.ok(shown.body.endsWith(QUESTION));
    await until('the badge', async () => (await phone.badge()) === 1);
    assert.equal(await engineer.badge(), 1);
  });

  const ledger = async () => (await sales.get(`/reports/${card.id}/audience`)).entries;
  await step('the ledger holds those of the preview, and what reached them', async () => {
    const entries = await until('both deliveries', async () => {
      const found = await ledger();
      return found.every(({ delivered_at }) => delivered_at) && found;
    });
    assert.deepEqual(
      entries.map(({ member, reasons, read_at }) => [member.id, reasons, read_at ?? null]),
      preview.slice(1).map(({ member, reasons }) => [member.id, reasons, null]),
    );
  });

  await step('one tap opens exactly that report, and he answers where the cursor stands', async () => {
    await leave(page, origin);
    const [{ data }] = await notifications(page);
    await page.goto(origin + data.url);
    const there = await until('the reply field', async () => {
      const found = await opened(page);
      return found.replying && found;
    });
    assert.deepEqual(there.reports, [card.id]);
    await page.keyboard.type(ANSWER);
    await page.keyboard.press('Control+Enter');
    const frame = await salesLive.next('the answer', (one) => one.kind === 'reply_added');
    const [reply] = frame.card.replies;
    assert.deepEqual([reply.text, reply.kind, reply.author.id], [ANSWER, 'advice', engineer.me.id]);
    assert.deepEqual([frame.card.consult.state, frame.card.you.unread, frame.badge.addressed], ['answered', true, 1]);
    await until('nothing waits for him', async () => (await engineer.badge()) === 0);
  });

  await step('she accepts the answer, and everybody sees it at once', async () => {
    const { card: { replies: [reply] } } = await sales.get(`/reports/${card.id}`);
    await sales.post(`/reports/${card.id}/consult/answer/${reply.id}/accept`);
    const accepted = (frame) => frame.kind === 'consult_changed' && frame.card.consult.state === 'accepted';
    const frame = await superiorLive.next('the acceptance', accepted);
    assert.equal(frame.card.consult.answer, reply.id);
    await until('the engineer sees it', () => shows(page, '採用された回答'));
    await sales.put(`/reports/${card.id}/read`, { upto: frame.card.seq });
    assert.equal(await sales.badge(), 0);
  });

  await step('the ledger tells the whole way', async () => {
    const entry = (await ledger()).find(({ member }) => member.id === engineer.me.id);
    const way = [entry.routed_at, entry.delivered_at, entry.read_at, entry.answered_at];
    assert.deepEqual(way, [...way].sort((a, b) => a - b));
    assert.ok(way.every(Boolean));
  });
});
