// The server is killed while two people write and read in two browsers: nothing is lost, nothing doubled, nobody reloads.

import assert from 'node:assert/strict';

import { DESK, PHONE, startChromium } from './harness/chromium.mjs';
import { furnish } from './harness/company.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { signIn } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';
import { witness } from './harness/witness.mjs';

/** So high that every card of the test is drawn at once: a feed draws only what is near the screen. */
const HIGH = 9_000;
const high = ({ viewport, ...device }) => ({ ...device, viewport: { ...viewport, height: HIGH } });

const card = (page, text) => page.getByRole('article').filter({ hasText: text });

/** Fills the form of a visit up to the button, whose press is left to the caller. */
async function writeVisit(page, text) {
  await page.getByRole('navigation').getByRole('link', { name: '報告する' }).click();
  await page.getByRole('button', { name: /生産管理システム刷新/ }).click();
  await page.getByText('訪問', { exact: true }).click();
  await page.getByText('前向き', { exact: true }).click();
  await page.getByLabel('ほかに伝えたいこと').fill(text);
  return page.getByRole('button', { name: '報告する' });
}

/** Writes a reply under the card that holds `to` up to the button, whose press is left to the caller. */
async function writeReply(page, to, text) {
  const there = card(page, to);
  await there.getByRole('button', { name: /^返信/ }).click();
  await there.getByLabel('返信の本文').fill(text);
  return there.getByRole('button', { name: '送る' });
}

/** Presses what came in and is held back until somebody wants to see it, and opens what a phone shows folded. */
async function showWhatWaits(page) {
  for (const pill of await page.getByRole('button', { name: /^新しい(報告|返信) \d+件$|報告をひらく/ }).all()) {
    await pill.click({ timeout: 1_000 }).catch(() => {}); // another press may have shown it
  }
}

sceneTest('a killed server costs nobody a word, and nobody a reload', { timeout: 240_000 }, async (scene, step) => {
  const server = await startServer(scene, { demo: false });
  const { origin } = server;
  const { people: { sales, superior }, password, file } = await furnish(server);
  const { page: phone } = await startChromium(scene, { origin, label: 'sales', device: high(PHONE) });
  const { page: desk } = await startChromium(scene, { origin, label: 'manager', device: high(DESK) });
  const both = [phone, desk];
  const broken = both.map((page) => witness(page));
  const written = []; // [the report's text, its replies' texts]

  const bothShowEverything = () => until('everything on both screens, once', async () => {
    for (const page of both) {
      await showWhatWaits(page);
      for (const [text, replies] of written) {
        if (await card(page, text).count() !== 1) return false;
        for (const reply of replies) if (await card(page, text).getByText(reply).count() !== 1) return false;
      }
      if (await page.getByText(/^送信待ち/).count() > 0) return false;
    }
    return true;
  }, { within_ms: 60_000 });
  const serverHoldsEverythingOnce = async () => {
    const { cards } = await superior.get('/timeline?limit=50');
    const held = cards.map((one) => [one.text, one.replies.map(({ text }) => text)]);
    assert.deepEqual(held.reverse(), written);
  };
  const add = (text) => {
    const entry = [text, []];
    written.push(entry);
    return entry[1];
  };

  await step('both are signed in and read', async () => {
    await file(sales, { text: '最初の報告' });
    add('最初の報告');
    await signIn(phone, origin, 'takahashi', password);
    await signIn(desk, origin, 'ito', password);
    await bothShowEverything();
    for (const page of both) {
      // From here on the page can do without its server: the worker holds all of its parts.
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await page.evaluate(() => { window.neverLoadedAgain = true; });
    }
  });

  await step('what both write while it is dead arrives once it is back', async () => {
    await server.stop('SIGKILL');
    await (await writeReply(desk, '最初の報告', '死んでいる間の返信')).click();
    await card(desk, '最初の報告').getByText('送信待ち').waitFor();
    await (await writeVisit(phone, '死んでいる間の報告')).click();
    await phone.getByText('送信待ち 1件').waitFor();
    written[0][1].push('死んでいる間の返信');
    const replies = add('死んでいる間の報告');
    await server.start();
    await bothShowEverything();
    // The line is back too: what comes now comes live.
    await (await writeReply(desk, '死んでいる間の報告', '戻ってからの返信')).click();
    replies.push('戻ってからの返信');
    await bothShowEverything();
    await serverHoldsEverythingOnce();
  });

  const files = (one) => one.url().endsWith('/api/v1/reports');
  const moments = [
    ['at the press', '押した瞬間', () => Promise.resolve()],
    ['when the request has gone out', '送り始めた時', () => phone.waitForRequest(files)],
    ['when the answer has come', '届いた時', () => phone.waitForResponse((answer) => files(answer.request()))],
  ];
  for (const [when, round, moment] of moments) {
    await step(`killed ${when}, and again while they come back, it holds each word once`, async () => {
      const [before, replies] = written.at(-1);
      const onPhone = await writeVisit(phone, `${round}の報告`);
      const onDesk = await writeReply(desk, before, `${round}の返信`);
      await Promise.all([moment(), onPhone.click(), onDesk.click()]);
      await server.stop('SIGKILL');
      add(`${round}の報告`);
      replies.push(`${round}の返信`);
      await server.start();
      await server.stop('SIGKILL');
      await server.start();
      await bothShowEverything();
      await serverHoldsEverythingOnce();
    });
  }

  await step('nobody loaded the page again, the counts are the server\'s, and no page broke', async () => {
    for (const page of both) assert.ok(await page.evaluate(() => window.neverLoadedAgain === true));
    await until('he has read what he looked at', async () => (await superior.badge()) === 0);
    for (const [page, member] of [[phone, sales], [desk, superior]]) {
      await until('the count in the title', async () => {
        const count = await member.badge();
        return (await page.title()).startsWith('(') ? (await page.title()).startsWith(`(${count})`) : count === 0;
      });
    }
    for (const { complaints } of broken) assert.deepEqual(complaints().filter((one) => one.startsWith('not caught')), []);
  });
});
