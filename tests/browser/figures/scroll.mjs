// A feed of five thousand cards, scrolled from end to end and by hand: every frame that came late, and how many come
// late of a page that does nothing.

import { setTimeout as pause } from 'node:timers/promises';

import { furnish } from '../harness/company.mjs';
import { DESK } from '../harness/chromium.mjs';
import { open } from '../harness/screens.mjs';
import { startServer } from '../harness/server.mjs';
import { ms, slowBrowser } from './slowed.mjs';

const CARDS = 5_000;
const AT_ONCE = 24;
/** Faster than a hand: somebody who drags the scroll bar. */
const PX_PER_S = 12_000;
const LATE_MS = 50;
const REST_MS = 10_000;
const HAND_MS = 20_000;
const FLOOR_CARDS = 800;
const UNBOUNDED = '[rates]\nper_member_per_s = 100000\nper_member_burst = 100000\n';

/** At a desk, cards whole, by the wheel; `swipe.mjs`: on a phone, cards folded, by the finger. */
export const measure = (scene) => measureOn(scene, { device: DESK, hand: turnWheel, handIs: 'a wheel' });

export async function measureOn(scene, { device, hand, handIs }) {
  const server = await startServer(scene, { demo: false, config: UNBOUNDED });
  const { people: { sales, superior }, file } = await furnish(server);
  await fileMany((report) => file(sales, report));
  const { page, context, cdp } = await slowBrowser(scene, { caller: superior, label: 'scroll', device, slowed: 1 });
  await open(page, server.origin, '/');
  await page.getByRole('article').first().waitFor();
  await page.waitForLoadState('networkidle');
  const rest = await page.evaluate(watchFrames, REST_MS);
  const hands = await watchedWhile(page, () => hand(cdp, device.viewport, HAND_MS));
  // Before another page stands in front of it: the one behind is drawn no more.
  const cards = await page.evaluate(gatherCards, FLOOR_CARDS);
  const through = await page.evaluate(scrollThrough, { pxPerS: PX_PER_S });
  // The same cards without any script, and no cards at all: what this machine and this browser can do.
  const floor = await context.newPage();
  await floor.setContent(cards);
  const still = await floor.evaluate(scrollThrough, { pxPerS: PX_PER_S });
  await floor.setContent('<body style="height: 120000px">');
  const empty = await floor.evaluate(scrollThrough, { pxPerS: PX_PER_S });
  return [
    [`${through.cards} cards at ${PX_PER_S} px/s`, frames(through.gaps)],
    ['  of the late ones with as much work of the page itself', through.long.length === 0 ? 'none' : `${through.long.length}, the longest ${through.long[0]}`],
    [`by ${handIs}, ${Math.round(hands.px)} px`, frames(hands.gaps)],
    ['without scrolling', frames(rest)],
    [`the floor: ${still.cards} such cards without any script, at ${PX_PER_S} px/s`, frames(still.gaps)],
    ['the floor: an empty page, alike', frames(empty.gaps)],
  ];
}

function frames(gaps) {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (part) => ms(sorted[Math.floor((sorted.length - 1) * part)]);
  const late = gaps.filter((gap) => gap > LATE_MS).length;
  return `${late} of ${gaps.length} frames later than ${LATE_MS} ms; middle ${at(0.5)}, 99 of 100 within ${at(0.99)}, the latest ${at(1)}`;
}

/** What the page says of its frames while something is done to it from outside, and how far it went. */
async function watchedWhile(page, act) {
  const watched = page.evaluate(watchFrames, HAND_MS);
  await act();
  return { gaps: await watched, px: await page.evaluate(() => scrollY) };
}

/** Notches of a wheel in bursts, as somebody turns it who looks at what comes by. */
async function turnWheel(cdp, { width, height }, forMs) {
  const until = Date.now() + forMs;
  while (Date.now() < until) {
    for (let notch = 0; notch < 12; notch += 1) {
      await cdp.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x: width / 2, y: height / 2, deltaX: 0, deltaY: 120 });
      await pause(30);
    }
    await pause(400);
  }
}

async function fileMany(file) {
  let left = CARDS;
  const one = async () => {
    for (let n = left--; n > 0; n = left--) {
      await file({
        text: `${n}件目の訪問。`.repeat(1 + (n % 9)),
        ...(n % 7 === 0 && { consult: { question: `夜間処理の実績はありますか（${n}）。`, topics: ['性能'] } }),
        // A deal has fifty next moves at most.
        ...(n % 125 === 0 && { next_move: { kind: 'visit', what: '部長同行で再訪' } }),
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Moves the page a frame's worth at every frame until the last card stands there; answers the gaps between frames. */
function scrollThrough({ pxPerS }) {
  return new Promise((done) => {
    const gaps = [];
    const long = [];
    new PerformanceObserver((list) => {
      for (const { duration, blockingDuration, scripts } of list.getEntries()) {
        const own = scripts.map(({ invoker, duration: ms }) => `${invoker} ${Math.round(ms)} ms`).join(', ');
        if (blockingDuration > 0) long.push({ duration, text: `${Math.round(duration)} ms (${own})` });
      }
    }).observe({ type: 'long-animation-frame' });
    scrollTo({ top: 0, behavior: 'instant' });
    const started = performance.now();
    let before = started;
    let still = 0;
    const step = (now) => {
      const gap = now - before;
      before = now;
      if (now > started) gaps.push(gap);
      const end = document.documentElement.scrollHeight - innerHeight;
      // At the end of what has come, wait for more; after a second without any it is the end.
      still = scrollY >= end - 1 ? still + 1 : 0;
      if (still < 60) {
        scrollBy({ top: (pxPerS * Math.min(gap, 34)) / 1000, behavior: 'instant' });
        return requestAnimationFrame(step);
      }
      const cards = [...document.querySelectorAll('article[data-report]')];
      return done({
        cards: Number(cards.at(-1)?.getAttribute('aria-posinset') ?? 0),
        gaps,
        long: long.sort((a, b) => b.duration - a.duration).map(({ text }) => text),
      });
    };
    requestAnimationFrame(step);
  });
}

/** The gaps between frames for so long, whatever happens. */
function watchFrames(forMs) {
  return new Promise((done) => {
    const gaps = [];
    const started = performance.now();
    let before = started;
    const step = (now) => {
      if (now > started) gaps.push(now - before);
      before = now;
      if (now - started < forMs) requestAnimationFrame(step);
      else done(gaps);
    };
    requestAnimationFrame(step);
  });
}

/** A page of the feed's first cards as they stand, with their looks and without their script. */
async function gatherCards(count) {
  const cards = new Map();
  while (cards.size < count) {
    for (const card of document.querySelectorAll('article[data-report]')) cards.set(card.dataset.report, card.outerHTML);
    scrollBy({ top: 400, behavior: 'instant' });
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  }
  const looks = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map(({ cssText }) => cssText)).join('\n');
  const root = [...document.documentElement.attributes].map(({ name, value }) => `${name}="${value}"`).join(' ');
  const main = document.querySelector('main');
  const rows = [...cards.values()].map((card) => `<div style="margin-bottom: 12px">${card}</div>`).join('');
  return `<!doctype html><html ${root}><head><style>${looks}</style></head><body>
    <div class="${main.parentElement.className}" data-desk="true"><main class="${main.className}">${rows}</main></div></body></html>`;
}
