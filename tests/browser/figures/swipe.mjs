// The feed of `scroll` on a phone: cards folded, moved by a finger.

import { setTimeout as pause } from 'node:timers/promises';

import { PHONE } from '../harness/chromium.mjs';
import { measureOn } from './scroll.mjs';

export const measure = (scene) => measureOn(scene, { device: PHONE, hand: swipe, handIs: 'a finger' });

/** One swipe after another, each before the last has come to rest. */
async function swipe(cdp, { width, height }, forMs) {
  const until = Date.now() + forMs;
  const touch = (type, y) =>
    cdp.send('Input.dispatchTouchEvent', { type, touchPoints: y === null ? [] : [{ x: width / 2, y, id: 1 }] });
  while (Date.now() < until) {
    const from = height - 220;
    await touch('touchStart', from);
    for (let moved = 1; moved <= 8; moved += 1) {
      await touch('touchMove', from - moved * 55);
      await pause(12);
    }
    await touch('touchEnd', null);
    await pause(800);
  }
}
