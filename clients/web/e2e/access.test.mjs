// Every screen, with what opens on it, light and dark, wide and narrow: against the WCAG rules that a machine can check,
// and for whoever has no pointer.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { file, House, story, until } from "./harness.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const router = await readFile(new URL("../src/app/router.tsx", import.meta.url), "utf8");

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const NARROWEST = { width: 360, height: 640 };

let house;
let asked;
let own;
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
  own = await file(await house.as("yamada"), { deal: deals.seisan, text: "同行した。" });
  const tanaka = await house.as("tanaka");
  await tanaka.call("POST", `/reports/${asked.id}/replies`, { kind: "advice", text: "1時間40分の実績があります。" });
});
after(() => house?.close());

/** An address for each route of the client. */
function addresses() {
  const { deals, members, customers, departments } = house.company;
  return {
    "/": "/", "/inbox": "/inbox", "/new": "/new", "/reports/$id": `/reports/${asked.id}?reply`,
    "/reports/$id/correct": `/reports/${own.id}/correct`,
    "/deals": "/deals", "/deals/$id": `/deals/${deals.seisan}`,
    "/customers": "/customers", "/customers/$id": `/customers/${customers.towa}`,
    "/departments/$id": `/departments/${departments.west}`,
    "/members": "/members", "/members/$id": `/members/${members.takahashi}`,
    "/search": "/search?q=東和", "/outbox": "/outbox", "/settings": "/settings",
  };
}

const card = (page) => page.getByRole("article").filter({ hasText: "夜間バッチの事例" });
const closeByKey = (page) => page.keyboard.press("Escape");

/** What opens on a screen: where, how, and what tells that it is open. */
const OPENED = [
  ["the filters", "/", (page) => page.getByRole("button", { name: "絞り込み" }).click(), (page) => page.getByRole("dialog")],
  ["the menu of a card", "/", (page) => card(page).getByRole("button", { name: "この報告の操作" }).click(), (page) => page.getByRole("menu")],
  ["whom a card reached", "/", (page) => card(page).getByRole("button", { name: /人に共有|既読/ }).click(), (page) => page.getByText(/人中/)],
  ["the form of a reply", "/", (page) => card(page).getByRole("button", { name: /^返信/ }).click(), (page) => page.getByLabel("返信の本文")],
  ["the menu of the member", "/", (page) => page.getByRole("button", { name: "山田 誠" }).click(), (page) => page.getByRole("menuitem", { name: "サインアウト" })],
  ["the palette", "/", (page) => page.keyboard.press("Control+k"), (page) => page.getByPlaceholder("画面・案件・社員・言葉")],
  ["the keys", "/", (page) => page.keyboard.press("?"), (page) => page.getByRole("dialog", { name: "キー操作" })],
  ["what is missing in a form", "/new", (page) => page.getByRole("button", { name: "報告する" }).click(), (page) => page.getByRole("alert")],
  ["a form with all its parts", "/new", openAllParts, (page) => page.getByLabel("聞きたいこと")],
];

async function openAllParts(page) {
  await page.getByRole("button", { name: /生産管理システム刷新/ }).first().click();
  await page.getByText("訪問", { exact: true }).first().click();
  for (const part of [/相談する/, /次の打ち手/, /案件の変化/]) await page.getByRole("button", { name: part }).first().click();
}

async function violations(page) {
  // Evaluated, not added as a script: the content policy lets no inline script in.
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  const { violations: found } = await page.evaluate((tags) => {
    // What lies dimmed behind a dialog is not there for anybody until that is closed.
    const dialog = [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].at(-1);
    return globalThis.axe.run(dialog ?? document, { runOnly: tags });
  }, TAGS);
  return found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, any, all, none }) =>
    `${id}: ${target.join(" ")}: ${[...any, ...all, ...none].map(({ message }) => message).join("; ")}`));
}

/** Light and dark; the screens themselves are the same. */
async function holdsInBothLights(page, where) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, colorScheme);
    // Two frames: one in which colours begin to pass into each other, one in which they have.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.deepEqual(await violations(page), [], `${where}, ${colorScheme}`);
  }
}

async function goTo(page, address) {
  await page.goto(house.base + address);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForLoadState("networkidle");
}

/** Elements that look as if they could be clicked, and that no key reaches. */
const outOfReach = (page) => page.evaluate(() => {
  const KEYED = "a[href], button, input, select, textarea, summary, [tabindex], label";
  const looksClickable = (one) => getComputedStyle(one).cursor === "pointer" && one.getClientRects().length > 0;
  return [...document.querySelectorAll("body *")]
    .filter((one) => looksClickable(one) && !one.closest(KEYED) && !one.querySelector(KEYED))
    .map((one) => one.outerHTML.slice(0, 120));
});

describe("every screen can be used by everybody", { concurrency: false }, () => {
  it("each route is among the screens that are looked at", () => {
    const routes = [...router.matchAll(/path: "([^"]+)"/g)].map(([, path]) => path);
    assert.deepEqual(routes.filter((path) => !(path in addresses())), []);
  });

  for (const [name, viewport] of [["a desk", DESK], ["a phone", PHONE]]) {
    it(`at ${name}`, async () => {
      const page = await house.page("yamada", { viewport, reducedMotion: "reduce" });
      await story(`axe-${viewport.width}`, page, async () => {
        const routes = [...router.matchAll(/path: "([^"]+)"/g)].map(([, path]) => path);
        for (const route of routes) {
          const address = addresses()[route];
          await goTo(page, address);
          await holdsInBothLights(page, address);
          assert.deepEqual(await outOfReach(page), [], address);
        }
      });
    });

    it(`at ${name}, with what opens there`, async () => {
      const page = await house.page("yamada", { viewport, reducedMotion: "reduce" });
      await story(`axe-opened-${viewport.width}`, page, async () => {
        for (const [what, address, open, sign] of OPENED) {
          await goTo(page, address);
          await open(page);
          await sign(page).first().waitFor();
          await holdsInBothLights(page, what);
          await closeByKey(page);
        }
      });
    });
  }

  it("before signing in, and where an address leads nowhere", async () => {
    const context = await house.browser.newContext({ locale: "ja-JP", viewport: PHONE, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.broken = [];
    await story("axe-outside", page, async () => {
      await page.goto(house.base);
      await page.getByLabel("ログイン名").fill("yamada");
      await page.getByLabel("パスワード", { exact: true }).fill("wrong");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").waitFor();
      await holdsInBothLights(page, "signing in");
    });
    const inside = await house.page("yamada", { viewport: PHONE, reducedMotion: "reduce" });
    await story("axe-nowhere", inside, async () => {
      for (const address of ["/nowhere", "/reports/99999999"]) {
        await inside.goto(house.base + address);
        await until("a word on it", () => inside.getByText(/ありません|見つからない/).count());
        await holdsInBothLights(inside, address);
      }
    });
  });

  it("is never wider than the narrowest phone", async () => {
    const page = await house.page("yamada", { viewport: NARROWEST });
    await story("narrowest", page, async () => {
      for (const address of [...Object.values(addresses()), "/?bookmarked=true"]) {
        await goTo(page, address);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${address} is ${wide} px wider than the screen`);
      }
    });
  });
});
