// Where writing is hard: with an IME, on a small screen under a soft keyboard, on a slow line, and on one that breaks.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import net from "node:net";
import { after, before, describe, it } from "node:test";
import { file, House, story, until } from "./harness.mjs";

const SMALL = { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** A soft keyboard with its bar of suggestions. The client asks that it makes the page smaller. */
const KEYBOARD = 300;
/** As bad as a line gets that still is one. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 25_000 };

let house;
let deals;
before(async () => {
  house = await House.open();
  ({ deals } = house.company);
});
after(() => house?.close());

const card = (page, text) => page.getByRole("article").filter({ hasText: text });
const pencil = (page) => page.getByRole("navigation").getByRole("link", { name: "報告する" });
const submit = (page) => page.getByRole("button", { name: "報告する" });

async function fillVisit(page, text) {
  await pencil(page).tap();
  await page.getByRole("button", { name: /生産管理システム刷新/ }).first().tap();
  await page.getByText("訪問", { exact: true }).first().tap();
  await page.getByText("前向き", { exact: true }).tap();
  await page.getByLabel("ほかに伝えたいこと").fill(text);
}

const held = async (text) => {
  const { cards } = await (await house.as("takahashi")).call("GET", "/timeline?limit=50");
  return cards.filter((one) => one.text === text);
};

/** The three ways in which an Enter that confirms a composition reaches a page. */
const CONFIRMATIONS = [
  ["while it composes", async (cdp) => {
    await cdp.send("Input.imeSetComposition", { text: "かいとう", selectionStart: 4, selectionEnd: 4 });
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Process", code: "Enter", windowsVirtualKeyCode: 229 });
  }],
  ["as Enter in the middle of it", async (cdp, modifiers) => {
    await cdp.send("Input.imeSetComposition", { text: "かいとう", selectionStart: 4, selectionEnd: 4 });
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, modifiers });
  }],
  ["after it ended, as Safari does it", async (cdp, modifiers) => {
    await cdp.send("Input.insertText", { text: "かいとう" });
    await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229, modifiers });
  }],
];
const CONTROL = 2;

/** A line to the server that breaks where a test wants it to. */
class Line {
  static async to(port) {
    const line = new Line();
    line.left = Infinity;
    line.server = net.createServer((near) => {
      const far = net.connect(port, "127.0.0.1");
      const cut = () => {
        near.destroy();
        far.destroy();
      };
      for (const end of [near, far]) end.on("error", cut).on("close", cut);
      far.on("data", (chunk) => near.write(chunk));
      near.on("data", (chunk) => {
        line.left -= chunk.length;
        if (line.left > 0) far.write(chunk);
        else cut();
      });
    });
    await new Promise((resolve) => line.server.listen(0, "127.0.0.1", resolve));
    line.base = `http://localhost:${line.server.address().port}`;
    return line;
  }

  /** After so many bytes nothing more goes through, on no connection. */
  breakAfter(bytes) {
    this.left = bytes;
  }

  mend() {
    this.left = Infinity;
  }

  close() {
    this.server.close();
  }
}

/** Whether a finger can reach its first line: nothing lies above it. */
const inView = (target) =>
  target.evaluate((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return top >= 0 && one.contains(document.elementFromPoint(left + width / 2, top + Math.min(height, 44) / 2));
  });

describe("where writing is hard", { concurrency: false }, () => {
  it("an Enter that belongs to the IME sends nothing and chooses nothing", async () => {
    const takahashi = await house.as("takahashi");
    const there = await file(takahashi, { deal: deals.seisan, text: "変換中の返信" });
    await story("ime", await house.page("takahashi"), async (page) => {
      const cdp = await page.context().newCDPSession(page);
      for (const [how, confirm] of CONFIRMATIONS) {
        await page.goto(`${house.base}/reports/${there.id}?reply`);
        const field = page.getByLabel("返信の本文");
        await field.focus();
        await confirm(cdp, CONTROL);
        assert.equal(await field.count(), 1, `the reply, ${how}`);
        await page.goto(`${house.base}/new`);
        const search = page.getByLabel("案件・顧客を探す（かなでも）");
        await search.focus();
        await confirm(cdp, 0);
        assert.equal(await search.count(), 1, `the search for a deal, ${how}`);
        await page.getByRole("button", { name: /生産管理システム刷新/ }).count();
      }
    });
    const { replies } = await takahashi.call("GET", `/reports/${there.id}`);
    assert.deepEqual(replies, []);
  });

  for (const [name, device] of [["360×640", SMALL], ["390×844", PHONE]]) {
    it(`under a soft keyboard at ${name}, the field and the button to send stay in view`, async () => {
      const takahashi = await house.as("takahashi");
      const there = await file(takahashi, { deal: deals.seisan, text: "小さな画面の報告" });
      await story(`keyboard-${name}`, await house.page("takahashi", device), async (page) => {
        const { width, height } = device.viewport;
        await page.goto(`${house.base}/reports/${there.id}?reply`);
        const reply = page.getByLabel("返信の本文");
        await reply.waitFor();
        await page.setViewportSize({ width, height: height - KEYBOARD });
        await reply.tap();
        await page.keyboard.insertText("入力中の返信");
        await until("the field in view", () => inView(reply));
        await until("the button in view", () => inView(page.getByRole("button", { name: "送る" })));
        await page.setViewportSize({ width, height });
        await fillVisit(page, "下書き");
        await page.setViewportSize({ width, height: height - KEYBOARD });
        const text = page.getByLabel("ほかに伝えたいこと");
        await text.tap();
        await page.keyboard.insertText("入力中の報告");
        await until("the text in view", () => inView(text));
        await until("the button in view", () => inView(submit(page)));
        const discard = page.getByRole("button", { name: "下書きを捨てる" });
        await discard.tap();
        // There is nothing left to discard.
        await discard.waitFor({ state: "detached" });
      });
    });
  }

  it("what is written before the form of a reply has come is in sight, and stays when it is closed", async () => {
    const there = await file(await house.as("takahashi"), { deal: deals.seisan, text: "返信を待つ報告" });
    await story("early", await house.page("takahashi", { ...PHONE, serviceWorkers: "block" }), async (page) => {
      let come;
      const coming = new Promise((done) => (come = done));
      await page.route(/ReplyForm-[^/]*\.js$/, async (route) => {
        await coming;
        await route.continue();
      });
      await page.goto(`${house.base}/reports/${there.id}?reply`);
      const field = page.getByLabel("返信の本文");
      const reply = page.getByRole("button", { name: /^返信/ });
      await field.waitFor();
      await page.keyboard.insertText("先に書いた返信");
      await until("the field in view", () => inView(field));
      await reply.tap();
      await field.waitFor({ state: "detached" });
      await reply.tap();
      await until("what was written", async () => (await field.inputValue()) === "先に書いた返信");
      come();
      await page.getByRole("button", { name: "送る" }).waitFor();
      assert.equal(await field.inputValue(), "先に書いた返信");
    });
  });

  it("a visit is filed on 360×640 over a slow line, and the person waits for nothing", async () => {
    await story("slow", await house.page("takahashi", SMALL), async (page) => {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("Network.enable");
      await cdp.send("Network.emulateNetworkConditions", SLOW);
      await fillVisit(page, "遅い回線からの報告");
      const answered = page.waitForResponse((one) => one.url().endsWith("/api/v1/reports") && one.request().method() === "POST");
      let done = false;
      void answered.then(() => { done = true; }, () => {});
      await submit(page).tap();
      await page.getByRole("heading", { name: "タイムライン" }).waitFor();
      assert.equal(done, false, "the form was left before the server answered");
      await answered;
      await card(page, "遅い回線からの報告").waitFor();
    });
    assert.equal((await held("遅い回線からの報告")).length, 1);
  });

  it("a line that breaks in the middle of an upload costs nothing, and the report comes once with its file", async () => {
    const bytes = randomBytes(3_000_000);
    const line = await Line.to(house.port);
    await story("broken-upload", await house.page("takahashi", PHONE, line.base), async (page) => {
      await fillVisit(page, "写真つきの報告");
      await page.locator("input[type=file]").first().setInputFiles({ name: "現場.bin", mimeType: "application/octet-stream", buffer: bytes });
      await page.getByText("現場.bin").waitFor();
      line.breakAfter(bytes.length / 2);
      const failed = page.waitForEvent("requestfailed", (one) => /\/api\/v1\/files/.test(one.url()));
      await submit(page).tap();
      await failed;
      await page.getByText("送信待ち 1件").waitFor();
      line.mend();
      await card(page, "写真つきの報告").waitFor();
      await page.getByText("送信待ち 1件").waitFor({ state: "hidden" });
    });
    line.close();
    const [filed, ...more] = await held("写真つきの報告");
    assert.deepEqual([more.length, filed.files.map(({ name, bytes: size }) => [name, size])], [0, [["現場.bin", bytes.length]]]);
  });

  it("an answer that is lost on its way makes no second report", async () => {
    let lost = 0;
    await story("lost-answer", await house.page("takahashi", PHONE), async (page) => {
      await page.route("**/api/v1/reports", async (route) => {
        if (lost > 0 || route.request().method() !== "POST") return route.continue();
        await route.fetch(); // the server takes it
        lost += 1;
        return route.abort("connectionreset"); // and the browser hears nothing of it
      });
      await fillVisit(page, "答えの届かない報告");
      await submit(page).tap();
      await card(page, "答えの届かない報告").waitFor();
      await page.goto(`${house.base}/outbox`);
      await page.getByText("送信済").first().waitFor();
    });
    assert.equal(lost, 1);
    assert.equal((await held("答えの届かない報告")).length, 1);
  });
});
