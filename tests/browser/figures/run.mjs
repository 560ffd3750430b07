// How fast the web client is, in Chromium on this machine: `npm run figures [load] [touch] [scroll] [swipe]`. Nothing here
// fails for being slow: figures are read by people (docs/PERFORMANCE.md).

import { Scene } from '../harness/scene.mjs';

const PARTS = ['load', 'touch', 'scroll', 'swipe'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !PARTS.includes(name));
if (unknown.length > 0) throw new Error(`no such figures: ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);

for (const name of asked.length > 0 ? asked : PARTS) {
  const scene = new Scene();
  try {
    const { measure } = await import(`./${name}.mjs`);
    console.log(`\n${name}`);
    for (const [what, figure] of await measure(scene)) console.log(`  ${what.padEnd(72)} ${figure}`);
  } finally {
    await scene.end();
  }
}
