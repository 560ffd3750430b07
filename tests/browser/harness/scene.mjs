// One test with what it started: everything is ended in reverse order, and a failure leaves evidence.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const EVIDENCE = join(ROOT, 'target', 'browser-failures');
const POLL_MS = 100;

export class Scene {
  #endings = [];
  #pages = [];
  #texts = [];

  /** Runs when the test is over, whatever came of it; the last one given runs first. */
  atEnd(ending) {
    this.#endings.push(ending);
  }

  /** A page (of either driver) whose picture is kept if the test fails. */
  watch(label, page) {
    this.#pages.push([label, page]);
    return page;
  }

  /** A text (a journal, a log) that is kept if the test fails. */
  keep(label, read) {
    this.#texts.push([label, read]);
  }

  /** A folder that goes away with the test. */
  folder(label) {
    const path = mkdtempSync(join(tmpdir(), `uchite-${label}-`));
    this.atEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
    return path;
  }

  async leaveEvidence(name) {
    const folder = join(EVIDENCE, name.replaceAll(/[^\p{L}\p{N}]+/gu, '-'));
    mkdirSync(folder, { recursive: true });
    for (const [label, read] of this.#texts) writeFileSync(join(folder, `${label}.txt`), read());
    for (const [label, page] of this.#pages) {
      const path = join(folder, `${label}.png`);
      await page.screenshot({ path }).catch((error) => writeFileSync(`${path}.txt`, String(error)));
    }
    console.error(`evidence of the failure: ${folder}`);
  }

  async end() {
    const faults = [];
    for (const ending of this.#endings.reverse()) await Promise.resolve().then(ending).catch((fault) => faults.push(fault));
    if (faults.length > 0) throw new AggregateError(faults, 'could not end what the test started');
  }
}

/** A test that gets a `Scene` and node's test context, for subtests. */
export function sceneTest(name, { timeout = 120_000 } = {}, play) {
  test(name, { timeout }, async (t) => {
    const scene = new Scene();
    let failed = false;
    // A failed step fails the test without throwing here, so each step tells the scene.
    const step = (title, act) => t.test(title, async () => {
      try {
        if (failed) throw new Error('not tried: an earlier step of this test failed');
        await act();
      } catch (error) {
        if (!failed) await scene.leaveEvidence(`${name} ${title}`);
        failed = true;
        throw error;
      }
    });
    try {
      await play(scene, step);
    } catch (error) {
      if (!failed) await scene.leaveEvidence(name);
      throw error;
    } finally {
      await scene.end();
    }
  });
}

/** Asks until the answer is truthy, and returns it. `what` is said when it never was. */
export async function until(what, ask, { within_ms = 20_000 } = {}) {
  const deadline = Date.now() + within_ms;
  let last;
  for (;;) {
    last = await ask();
    if (last) return last;
    if (Date.now() > deadline) throw new Error(`not within ${within_ms} ms: ${what} (last answer: ${JSON.stringify(last)})`);
    await pause(POLL_MS);
  }
}
