// What a first visit costs over the wire: on a phone in the street that is what one waits for.

import assert from 'node:assert/strict';

import { Caller } from './harness/caller.mjs';
import { PHONE, startChromium } from './harness/chromium.mjs';
import { sceneTest } from './harness/scene.mjs';
import { startServer } from './harness/server.mjs';
import { weighLoad } from './harness/weigh.mjs';

const BYTES_MAX = 300_000;

sceneTest('a first visit costs at most 300 kB until there is something to read', {}, async (scene) => {
  const server = await startServer(scene, { demo: true });
  const caller = await Caller.signedIn(server.origin, 'ito', await server.demoPassword());
  const { page, context } = await startChromium(scene, { origin: server.origin, device: PHONE });
  await context.addCookies([caller.cookie]);
  const { total, by } = await weighLoad(page, async () => {
    await page.goto(server.origin);
    await page.getByRole('article').first().waitFor();
  });
  console.log(`${total} bytes: ${JSON.stringify(by)}`);
  assert.ok(total <= BYTES_MAX, `${total} bytes`);
});
