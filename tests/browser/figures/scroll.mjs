// A feed of five thousand cards, scrolled from end to end: every frame that came late.

import { furnish } from '../harness/company.mjs';
import { DESK } from '../harness/chromium.mjs';
import { open } from '../harness/screens.mjs';
import { startServer } from '../harness/server.mjs';
import { ms, slowBrowser } from './slowed.mjs';

const CARDS = 5_000;
const AT_ONCE = 24;
/** As fast as a wheel is turned by somebody who wants to get down. */
const PX_PER_S = 12_000;
const LATE_MS = 50;
const UNBOUNDED = '[rates]\nper_member_per_s = 100000\nper_member_burst = 100000\n';

export async function measure(scene) {
  const server = await startServer(scene, { demo: false, config: UNBOUNDED });
  const { people: { sales, superior }, file } = await furnish(server);
  await fileMany((report) => file(sales, report));
  const { page } = await slowBrowser(scene, { caller: superior, label: 'scroll', device: DESK, slowed: 1 });
  await open(page, server.origin, '/');
  await page.getByRole('article').first().waitFor();
  await page.waitForLoadState('networkidle');
  const told = await page.evaluate(scrollThrough, { pxPerS: PX_PER_S, lateMs: LATE_MS });
  const idle = await page.evaluate(restInstead, { lateMs: LATE_MS, seconds: 10 });
  return [
    ['cards passed', told.cards],
    ['frames', `${told.frames} in ${Math.round(told.ms / 1000)} s`],
    ['middle time between two frames', ms(told.median)],
    [`frames later than ${LATE_MS} ms`, told.late.length === 0 ? 'none' : `${told.late.length}, the latest ${ms(Math.max(...told.late))}`],
    ['  of them with as much work of the page itself', told.long.length === 0 ? 'none' : `${told.long.length}, the longest ${told.long[0]}`],
    [`frames later than ${LATE_MS} ms in 10 s without scrolling`, idle.length],
  ];
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

/** Moves the page a frame's worth at every frame until the last card stands there; notes the gaps between frames. */
function scrollThrough({ pxPerS, lateMs }) {
  return new Promise((done) => {
    const gaps = [];
    const long = [];
    new PerformanceObserver((list) => {
      for (const { duration, blockingDuration, scripts } of list.getEntries()) {
        const own = scripts.map(({ invoker, duration: ms }) => `${invoker} ${Math.round(ms)} ms`).join(', ');
        if (blockingDuration > 0) long.push({ duration, text: `${Math.round(duration)} ms (${own})` });
      }
    }).observe({ type: 'long-animation-frame' });
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
      const last = [...document.querySelectorAll('article[data-report]')].at(-1);
      return done({
        cards: Number(last?.getAttribute('aria-posinset') ?? 0), frames: gaps.length, ms: now - started,
        long: long.sort((a, b) => b.duration - a.duration).map(({ text }) => text),
        median: [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)],
        late: gaps.filter((one) => one > lateMs),
      });
    };
    requestAnimationFrame(step);
  });
}

/** The same watch while nothing moves: what the machine and the tool cause by themselves. */
function restInstead({ lateMs, seconds }) {
  return new Promise((done) => {
    const late = [];
    const started = performance.now();
    let before = started;
    const step = (now) => {
      if (now - before > lateMs) late.push(now - before);
      before = now;
      if (now - started < seconds * 1000) requestAnimationFrame(step);
      else done(late);
    };
    requestAnimationFrame(step);
  });
}
