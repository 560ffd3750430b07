// A newcomer's first look: the demo company, two people in two browsers, and a report that goes from one to the other.

import assert from 'node:assert/strict';

import { Caller } from './harness/caller.mjs';
import { startChromium } from './harness/chromium.mjs';
import { startFirefox } from './harness/firefox.mjs';
import { sceneTest, until } from './harness/scene.mjs';
import { open, showWhatIsNew, shows, signIn } from './harness/screens.mjs';
import { startServer } from './harness/server.mjs';
import { witness } from './harness/witness.mjs';

const PHONE = { width: 390, height: 844 };
const TEXT = '工場を拝見しながら、夜間処理の流れを伺いました。';
const ADVICE = '次回は専務のご都合に合わせて、私も同行します。';

sceneTest('two people see at once what the other does', { timeout: 180_000 }, async (scene, step) => {
  const server = await startServer(scene, { demo: true });
  const { origin } = server;
  const password = await server.demoPassword();
  const { page: phone } = await startChromium(scene, { origin, viewport: PHONE });
  const { page: desk } = await startFirefox(scene);
  const [onPhone, atDesk] = [witness(phone), witness(desk)];
  const markPage = (page) => page.evaluate(() => { window.neverLoadedAgain = true; });
  const isSamePage = (page) => page.evaluate(() => window.neverLoadedAgain === true);

  await step('both sign in and find a living company', async () => {
    await signIn(phone, origin, 'takahashi', password);
    await signIn(desk, origin, 'ito', password);
    await open(desk, origin, '/');
    for (const page of [phone, desk]) {
      await page.waitForSelector('article[data-report]');
      await markPage(page);
    }
    assert.ok(Number(/^\((\d+)\)/.exec(await desk.title())?.[1]) > 0, 'something waits for the manager');
  });

  let filed;
  await step('the salesperson files a visit by taps, and sees whom it will reach', async () => {
    await phone.getByRole('link', { name: '報告する' }).click();
    await phone.getByRole('list', { name: '最近の案件' }).getByRole('button').first().click();
    await phone.getByText('訪問', { exact: true }).click();
    await phone.getByText('前向き', { exact: true }).click();
    await phone.getByLabel('ほかに伝えたいこと').fill(TEXT);
    await phone.getByRole('complementary', { name: 'この報告が届く人' }).getByText('伊藤 浩二').waitFor();
    filed = Date.now();
    await phone.getByRole('button', { name: '報告する' }).click();
  });

  await step('it stands on the open timeline of her manager, without a reload', async () => {
    await showWhatIsNew(desk);
    console.log(`filed and on the other screen after ${Date.now() - filed} ms`);
    await until('the card', () => shows(desk, TEXT));
    assert.ok(await isSamePage(desk));
    await phone.getByText(TEXT).waitFor();
  });

  let report;
  await step('his advice stands under it on her screen, without a reload', async () => {
    report = await desk.evaluate((text) => {
      const card = [...document.querySelectorAll('article[data-report]')].find(({ innerText }) => innerText.includes(text));
      [...card.querySelectorAll('footer button')].find(({ innerText }) => innerText.startsWith('返信')).click();
      return Number(card.dataset.report);
    }, TEXT);
    const card = phone.locator(`article[data-report="${report}"]`);
    await card.getByRole('button', { name: /報告をひらく/ }).click();
    await card.getByRole('button', { name: 'たたむ' }).waitFor();
    await until('the reply field', () => desk.evaluate(() => document.activeElement.getAttribute('aria-label') === '返信の本文'));
    await desk.keyboard.type(ADVICE);
    await desk.keyboard.down('Control');
    await desk.keyboard.press('Enter');
    await desk.keyboard.up('Control');
    // She is reading the card, so nothing in it moves before she asks for it.
    await card.getByRole('button', { name: '新しい返信 1件' }).click();
    await card.getByText(ADVICE).waitFor();
    await card.getByRole('button', { name: '既読 1/2' }).waitFor();
    assert.ok(await isSamePage(phone));
  });

  await step('what both see is what the server keeps', async () => {
    const sales = await Caller.signedIn(origin, 'takahashi', password);
    const { card, replies } = await sales.get(`/reports/${report}`);
    assert.deepEqual([card.text, card.author.name, replies.map(({ text }) => text)], [TEXT, '高橋 美咲', [ADVICE]]);
    const { entries } = await sales.get(`/reports/${report}/audience`);
    const manager = entries.find(({ member }) => member.name === '伊藤 浩二');
    assert.ok(manager.delivered_at && manager.read_at && manager.answered_at);
  });

  await step('nothing left the machine, and no page complained', async () => {
    for (const seen of [onPhone, atDesk]) {
      assert.ok(seen.count() > 10, 'the page asked for its parts');
      assert.deepEqual(seen.strayed(), []);
      assert.deepEqual(seen.complaints(), []);
    }
  });
});
