// Every screen, light and dark, wide and narrow, against the WCAG rules that a machine can check.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { file, House, story } from "./harness.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let house;
let asked;
before(async () => {
  house = await House.open();
  const { deals, contacts } = house.company;
  const takahashi = await house.as("takahashi");
  await file(takahashi, { deal: deals.edi, form: "クレーム", text: "二台で通信が途切れる" });
  asked = await file(takahashi, {
    deal: deals.seisan, met: [contacts.yamamoto], text: "面談した。",
    consult: { question: "夜間バッチの事例はありますか", topics: ["性能"], promised: "2026-11-26" },
    next_move: { kind: "visit", what: "部長同行で再訪", due: "2026-11-20" },
  });
  const tanaka = await house.as("tanaka");
  await tanaka.call("POST", `/reports/${asked.id}/replies`, { kind: "advice", text: "1時間40分の実績があります。" });
});
after(() => house?.close());

async function violations(page) {
  // Evaluated, not added as a script: the content policy lets no inline script in.
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 640 };

describe("every screen can be used by everybody", { concurrency: false }, () => {
  for (const [name, viewport, colorScheme] of [["wide, light", WIDE, "light"], ["narrow, dark", NARROW, "dark"]]) {
    it(name, async () => {
      await story(`axe-${name}`, await house.page("yamada", { viewport, colorScheme }), async (page) => {
        const { deals, members, customers } = house.company;
        const paths = ["/", "/inbox", "/new", "/deals", `/deals/${deals.seisan}`, `/reports/${asked.id}?reply`,
          "/members", `/members/${members.takahashi}`, "/?bookmarked=true", "/customers", `/customers/${customers.towa}`,
          `/departments/${house.company.departments.west}`, "/search?q=東和", "/outbox", "/settings"];
        for (const path of paths) {
          await page.goto(house.base + path);
          await page.getByRole("heading", { level: 1 }).waitFor();
          await page.waitForLoadState("networkidle");
          assert.deepEqual(await violations(page), [], path);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.equal(wide <= 0, true, `${path} is ${wide} px wider than the screen`);
        }
      });
    });
  }
});
