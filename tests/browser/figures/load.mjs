// The first load: what it costs over the wire, and when there is something to read.

import { Caller } from '../harness/caller.mjs';
import { PHONE } from '../harness/chromium.mjs';
import { startServer } from '../harness/server.mjs';
import { weighLoad } from '../harness/weigh.mjs';
import { slowBrowser, SLOWED, spread } from './slowed.mjs';

const ROUNDS = 5;

export async function measure(scene) {
  const server = await startServer(scene, { demo: true });
  const caller = await Caller.signedIn(server.origin, 'ito', await server.demoPassword());
  const cold = [];
  const warm = [];
  let weight;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { page, context } = await slowBrowser(scene, { caller, label: `load-${round}`, device: PHONE });
    await page.addInitScript(watchForCards);
    weight = await weighLoad(page, () => open(page, caller.origin));
    cold.push(await page.evaluate(() => window.uchiteMoments));
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.waitForLoadState('networkidle');
    await open(page, caller.origin);
    warm.push(await page.evaluate(() => window.uchiteMoments));
    await context.close();
  }
  const of = (moments, name) => spread(moments.map((one) => one[name]));
  const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    ['over the wire until cards stand there, all in', kB(weight.total)],
    ...Object.entries(weight.by).map(([kind, bytes]) => [`  of it ${kind}`, kB(bytes)]),
    [`first content, first visit, processor slowed ${SLOWED} times`, of(cold, 'content')],
    ['cards to read, the same', of(cold, 'cards')],
    ['first content, later visits', of(warm, 'content')],
    ['cards to read, the same', of(warm, 'cards')],
  ];
}

async function open(page, origin) {
  await page.goto(origin);
  await page.waitForFunction(() => window.uchiteMoments?.cards && window.uchiteMoments.content);
}

/** Notes when the first content was painted, and the first frame in which a card stands. */
function watchForCards() {
  const moments = (window.uchiteMoments = {});
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') moments.content = entry.startTime;
  }).observe({ type: 'paint', buffered: true });
  const look = () => {
    if (!document.querySelector('article[data-report]')) return requestAnimationFrame(look);
    return requestAnimationFrame(() => { moments.cards = performance.now(); });
  };
  requestAnimationFrame(look);
}
