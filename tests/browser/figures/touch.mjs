// How soon the screen answers a touch: from the press to the next frame that was painted, as the browser itself says it
// (Event Timing, what INP is made of).

import { furnish } from '../harness/company.mjs';
import { PHONE } from '../harness/chromium.mjs';
import { open } from '../harness/screens.mjs';
import { startServer } from '../harness/server.mjs';
import { ms, slowBrowser, SLOWED, spread } from './slowed.mjs';

const ROUNDS = 5;

export async function measure(scene) {
  const server = await startServer(scene, { demo: false });
  const { people: { sales, superior }, file } = await furnish(server);
  for (let n = 1; n <= 30; n += 1) await file(sales, { text: `${n}件目の報告。機能の一覧を説明し、移行の手順について質問を受けた。` });
  const { page } = await slowBrowser(scene, { caller: superior, label: 'touch', device: PHONE });
  await page.addInitScript(watchEvents);
  await open(page, server.origin, '/');
  await page.getByRole('article').first().waitFor();
  await page.waitForLoadState('networkidle');
  const figures = new Map();
  const touch = async (what, act, sign) => {
    await page.evaluate(() => window.uchiteEvents.clear());
    await act();
    await sign.waitFor();
    figures.set(what, [...(figures.get(what) ?? []), await page.evaluate(() => window.uchiteEvents.longest())]);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const card = page.getByRole('article').nth(round);
    await touch('open the form of a reply', () => card.getByRole('button', { name: /^返信/ }).tap(), card.getByLabel('返信の本文'));
    await touch('a letter into the reply', () => page.keyboard.press('a'), card.getByLabel('返信の本文'));
    await touch('send the reply', () => card.getByRole('button', { name: '送る' }).tap(), card.getByRole('button', { name: /^返信/ }));
    await card.getByLabel('返信の本文').waitFor({ state: 'hidden' });
    await touch('acknowledge', () => card.getByRole('button', { name: /^確認/ }).tap(), card.getByText('確認済み'));
    await touch('open the menu of a card', () => card.getByRole('button', { name: 'この報告の操作' }).tap(), page.getByRole('menuitem').first());
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem').first().waitFor({ state: 'hidden' });
    await touch('open the form of a report', () => page.getByRole('navigation').getByRole('link', { name: '報告する' }).tap(), page.getByRole('button', { name: /生産管理システム刷新/ }).first());
    await touch('choose the deal', () => page.getByRole('button', { name: /生産管理システム刷新/ }).first().tap(), page.getByText('山本 一郎'));
    await touch('choose the kind', () => page.getByText('電話', { exact: true }).tap(), page.getByRole('radio', { name: '電話', checked: true }));
    await page.getByRole('button', { name: '下書きを捨てる' }).tap();
    await touch('back to the timeline', () => page.getByRole('button', { name: '戻る' }).tap(), page.getByRole('article').first());
    await page.waitForLoadState('networkidle');
  }
  const worst = Math.max(...[...figures.values()].flat());
  return [
    ...[...figures].map(([what, painted]) => [`${what}, processor slowed ${SLOWED} times`, spread(painted)]),
    ['the slowest of all', ms(worst)],
  ];
}

/** Keeps, of each interaction since the last `clear()`, how long it took to the next frame. */
function watchEvents() {
  const events = (window.uchiteEvents = {
    durations: [],
    clear() { observer.takeRecords(); events.durations = []; },
    async longest() {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
      for (const entry of observer.takeRecords()) events.durations.push(entry.duration);
      return Math.max(16, ...events.durations);
    },
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId > 0) events.durations.push(entry.duration);
  });
  observer.observe({ type: 'event', durationThreshold: 16 });
}
