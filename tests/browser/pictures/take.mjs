// The pictures that README.md shows, of the demo company: `npm run pictures`. Written to docs/pictures; look at them
// before they are committed.

import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { Caller } from '../harness/caller.mjs';
import { PHONE, startChromium } from '../harness/chromium.mjs';
import { ROOT, Scene } from '../harness/scene.mjs';
import { open } from '../harness/screens.mjs';
import { startServer } from '../harness/server.mjs';

const FOLDER = join(ROOT, 'docs', 'pictures');
/** Small enough that a page with four pictures opens at once. */
const BYTES_MAX = 250_000;
const DESK = { viewport: { width: 1280, height: 800 } };

const card = (page) => page.getByRole('article').first().waitFor();
const besideIt = (page) => page.getByRole('complementary', { name: '案件の情報' }).getByText('先方の担当者').waitFor();

async function fillForm(page) {
  await page.getByRole('list', { name: '最近の案件' }).getByRole('button').first().click();
  await page.getByText('訪問', { exact: true }).first().click();
  await page.getByText('前向き', { exact: true }).first().click();
  await page.getByRole('button', { name: /相談する/ }).click();
  await page.getByLabel('聞きたいこと').fill('月末の夜間処理を二時間半以内に終えられますか。');
  await page.getByRole('complementary', { name: 'この報告が届く人' }).getByText('伊藤 浩二').waitFor();
}

async function openDeal(page) {
  await page.getByRole('article').first().getByRole('link').nth(2).waitFor();
  const deal = await page.evaluate(() => [...document.querySelectorAll('article a[href^="/deals/"]')][0]?.getAttribute('href'));
  await page.goto(new URL(deal, page.url()).href);
  await page.getByRole('article').first().waitFor();
}

/** Name, who, on what, in which light, where, and what is done there. */
const PICTURES = [
  ['desk-light', 'ito', DESK, 'light', '/', besideIt],
  ['desk-dark', 'ito', DESK, 'dark', '/', async (page) => { await card(page); await openDeal(page); }],
  ['phone-light', 'ito', PHONE, 'light', '/', card],
  ['phone-dark', 'takahashi', PHONE, 'dark', '/new', fillForm],
];

const scene = new Scene();
try {
  mkdirSync(FOLDER, { recursive: true });
  const server = await startServer(scene, { demo: true });
  const password = await server.demoPassword();
  for (const [name, login, device, colorScheme, address, act] of PICTURES) {
    const { page, context } = await startChromium(scene, { origin: server.origin, label: name, device: { ...device, colorScheme, reducedMotion: 'reduce' } });
    await context.addCookies([(await Caller.signedIn(server.origin, login, password)).cookie]);
    await open(page, server.origin, address);
    await act(page);
    await page.waitForLoadState('networkidle');
    const path = join(FOLDER, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    const { size } = statSync(path);
    console.log(`${path}: ${Math.round(size / 1000)} kB`);
    if (size > BYTES_MAX) throw new Error(`${name} has ${size} bytes: the README must stay quick to open`);
    await context.close();
  }
} finally {
  await scene.end();
}
