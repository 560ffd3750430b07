// Without a pointer: filing, replying and acknowledging by keys alone, with the focus always to be seen.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { file, House, story, until } from "./harness.mjs";

let house;
let deals;
before(async () => {
  house = await House.open();
  ({ deals } = house.company);
  const takahashi = await house.as("takahashi");
  for (const text of ["前の報告", "返事を待つ報告"]) await file(takahashi, { deal: deals.seisan, text });
});
after(() => house?.close());

const TABS_MAX = 120;
const card = (page, text) => page.getByRole("article").filter({ hasText: text });
const isFocused = (target) => target.evaluate((one) => one === document.activeElement);

/** Presses Tab until the cursor stands there, as somebody does who has nothing else. */
async function tabTo(page, target) {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await target.count() > 0 && await isFocused(target.first())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${TABS_MAX} times Tab, and never at ${target}`);
}

/** Chips are radios: Tab goes to the group, arrows go through it. */
async function chooseRadio(page, group, name) {
  const radios = page.getByRole("radiogroup", { name: group });
  const wanted = radios.getByRole("radio", { name, exact: true });
  // Tab stops at the one that is chosen, else at the first.
  const chosen = radios.locator("input:checked");
  await tabTo(page, await chosen.count() > 0 ? chosen : radios.locator("input").first());
  for (let presses = 0; presses < 20 && !(await wanted.isChecked()); presses += 1) {
    await page.keyboard.press(await chosen.count() === 0 ? "Space" : "ArrowRight");
  }
  assert.ok(await wanted.isChecked(), name);
}

/** What the focus sits on, and its picture with and without it: the same picture twice is a focus that nobody sees. */
async function focusShows(page) {
  const place = await page.evaluate(() => {
    const held = document.activeElement;
    // A field that is drawn by its label, and one whose frame is drawn around it.
    const drawn = held.offsetWidth > 2 && getComputedStyle(held).opacity !== "0";
    const shown = drawn ? held.closest(".mantine-Input-wrapper") ?? held : held.labels[0];
    const { x, y, width, height } = shown.getBoundingClientRect();
    window.heldFocus = held;
    return { what: held.outerHTML.slice(0, 140), clip: { x: x - 6, y: y - 6, width: width + 12, height: height + 12 } };
  });
  const { x, y, width, height } = place.clip;
  const { width: wide, height: high } = page.viewportSize();
  const clip = { x: Math.max(0, x), y: Math.max(0, y), width: Math.min(width, wide), height: Math.min(height, high) };
  const onScreen = clip.width > 12 && clip.height > 12 && clip.y < high && clip.x < wide && y + height > 0;
  if (!onScreen) return { ...place, onScreen, seen: false };
  const picture = () => page.screenshot({ clip, caret: "hide", animations: "disabled" });
  const withIt = await picture();
  await page.evaluate(() => window.heldFocus.blur());
  const without = await picture();
  await page.evaluate(() => window.heldFocus.focus({ preventScroll: true, focusVisible: true }));
  return { ...place, onScreen, seen: !withIt.equals(without) };
}

describe("without a pointer", { concurrency: false }, () => {
  it("a visit is filed", async () => {
    await story("keys-file", await house.page("takahashi"), async (page) => {
      await page.keyboard.press("n");
      await page.getByRole("heading", { level: 1, name: "報告する" }).waitFor();
      await tabTo(page, page.getByLabel("案件・顧客を探す（かなでも）"));
      await page.keyboard.type("とうわ");
      await page.getByRole("button", { name: /生産管理システム刷新/ }).first().waitFor();
      await page.keyboard.press("Enter");
      await chooseRadio(page, "何をしましたか", "訪問");
      await tabTo(page, page.getByRole("checkbox", { name: /山本 一郎/ }));
      await page.keyboard.press("Space");
      await chooseRadio(page, "お客様の反応", "前向き");
      await tabTo(page, page.getByLabel("ほかに伝えたいこと"));
      await page.keyboard.type("キーだけで書いた報告");
      await page.keyboard.press("Control+Enter");
      await card(page, "キーだけで書いた報告").waitFor();
    });
    const { cards } = await (await house.as("takahashi")).call("GET", "/timeline?limit=5");
    const filed = cards.find(({ text }) => text === "キーだけで書いた報告");
    assert.deepEqual(filed.met.map(({ name }) => name), ["山本 一郎"]);
  });

  it("a report is answered and acknowledged", async () => {
    await story("keys-answer", await house.page("yamada"), async (page) => {
      const there = card(page, "返事を待つ報告");
      await there.waitFor();
      const { report } = await there.evaluate((one) => one.dataset);
      for (let presses = 0; presses < 20 && !(await isFocused(there)); presses += 1) {
        await page.keyboard.press("j");
        await until("a card in focus", () => page.evaluate(() => document.activeElement.matches("article")));
      }
      assert.ok(await isFocused(there));
      await page.keyboard.press("r");
      await until("the cursor in the reply", () => isFocused(there.getByLabel("返信の本文")));
      await page.keyboard.type("次回は同行します。");
      await tabTo(page, there.getByRole("button", { name: "送る" }));
      await page.keyboard.press("Enter");
      await until("the answer at the server", async () => {
        const { replies } = await (await house.as("takahashi")).call("GET", `/reports/${report}`);
        return replies.some(({ text }) => text === "次回は同行します。");
      });
      await tabTo(page, there.getByRole("button", { name: /^確認しました/ }));
      await page.keyboard.press("Enter");
      await there.getByText("確認済み").waitFor();
    });
  });

  for (const [where, address] of [["the timeline", "/"], ["the form", "/new"], ["the settings", "/settings"]]) {
    it(`the focus is seen wherever it goes on ${where}`, async () => {
      await story("keys-focus", await house.page("yamada", { reducedMotion: "reduce" }), async (page) => {
        await page.goto(house.base + address);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForLoadState("networkidle");
        const unseen = [];
        let looked = 0;
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press("Tab");
          if (await page.evaluate(() => document.activeElement === document.body)) break;
          const { what, onScreen, seen } = await focusShows(page);
          if (!onScreen) continue;
          looked += 1;
          if (!seen) unseen.push(what);
        }
        assert.ok(looked > 12, `only ${looked} places were looked at`);
        assert.deepEqual(unseen, []);
      });
    });
  }

  it("everything that opens by a key closes by Escape and gives the focus back", async () => {
    await story("keys-dialogs", await house.page("yamada"), async (page) => {
      await page.getByRole("article").first().waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "キー操作" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog", { name: "キー操作" }).waitFor({ state: "hidden" });
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("画面・案件・社員・言葉").waitFor();
      await page.keyboard.type("せってい");
      await page.keyboard.press("Escape");
      await page.getByPlaceholder("画面・案件・社員・言葉").waitFor({ state: "hidden" });
      const menu = page.getByRole("button", { name: "この報告の操作" }).first();
      await tabTo(page, menu);
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem").first().waitFor();
      // The menu takes the focus a moment after it is seen; what is closed before that has none to give back.
      await until("the focus in the menu", () =>
        page.evaluate(() => document.activeElement?.closest("[role=menu]") !== null),
      );
      await page.keyboard.press("Escape");
      await until("the focus back on what opened it", () => isFocused(menu));
    });
  });
});
