// The web client in a real browser against the real server.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { file, House, story, until } from "./harness.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let house;
let deals;
before(async () => {
  house = await House.open();
  ({ deals } = house.company);
  const takahashi = await house.as("takahashi");
  for (let n = 1; n <= 25; n += 1) await file(takahashi, { deal: n % 2 ? deals.seisan : deals.edi, text: `これまでの報告 ${n}` });
});
after(() => house?.close());

const card = (page, text) => page.getByRole("article").filter({ hasText: text });
const badgeOf = async (caller) => (await caller.call("GET", "/inbox/badge")).addressed;

describe("the web client", { concurrency: false }, () => {
  it("says what is wrong with a sign-in and lets in who is right", async () => {
    const context = await house.browser.newContext({ locale: "ja-JP" });
    const page = await context.newPage();
    page.broken = [];
    await story("sign-in", page, async () => {
      await page.goto(house.base);
      await page.fill("input[name=username]", "yamada");
      await page.fill("input[name=password]", "wrong");
      await page.keyboard.press("Enter");
      await page.getByText("ログイン名かパスワードが違います。").waitFor();
    });
  });

  it("shows deal, stage, amount, customer, contact and competitor on every card, and says what is unknown", async () => {
    const takahashi = await house.as("takahashi");
    await file(takahashi, { deal: deals.seisan, text: "四つの答えが載る報告", met: [house.company.contacts.yamamoto] });
    await file(takahashi, { deal: deals.edi, text: "何も入っていない案件の報告" });
    await story("stock", await house.page("yamada"), async (page) => {
      const known = card(page, "四つの答えが載る報告");
      for (const text of ["生産管理システム刷新", "6,525万円", "商談", "東和精密工業㈱", "山本 一郎（決裁者）", "オメガシステムズ", "12/20(日)"]) {
        await known.getByText(text, { exact: false }).first().waitFor();
      }
      assert.equal(await card(page, "何も入っていない案件の報告").getByText("未入力").count() >= 4, true);
      await known.getByText("届いた理由", { exact: false }).waitFor();
    });
  });

  it("brings in a new report without moving what is being read", async () => {
    const takahashi = await house.as("takahashi");
    await story("live", await house.page("yamada"), async (page) => {
      await page.getByRole("article").nth(2).waitFor();
      await page.mouse.wheel(0, 1500);
      await page.waitForTimeout(400);
      const place = () => page.evaluate(() => {
        const shown = [...document.querySelectorAll("[data-report]")].find((one) => one.getBoundingClientRect().top > 60);
        return [shown?.dataset.report, Math.round(shown?.getBoundingClientRect().top)];
      });
      const reading = await place();
      await file(takahashi, { deal: deals.seisan, text: "たった今届いた報告" });
      const pill = page.getByRole("button", { name: "新しい報告 1件" });
      await pill.waitFor();
      assert.deepEqual(await place(), reading);
      await pill.click();
      await card(page, "たった今届いた報告").waitFor();
      assert.equal(await page.evaluate(() => scrollY), 0);
    });
  });

  it("files a report by taps, with its audience known before, and shows it at once", async () => {
    await story("filing", await house.page("takahashi", PHONE), async (page) => {
      await page.getByRole("link", { name: "報告する" }).tap();
      await page.getByRole("button", { name: /生産管理システム刷新/ }).tap();
      await page.getByText("訪問", { exact: true }).tap();
      await page.getByText("山本 一郎").tap();
      await page.getByText("前向き", { exact: true }).tap();
      await page.getByRole("button", { name: /相談する/ }).tap();
      await page.getByLabel("聞きたいこと").fill("夜間バッチ2時間以内の事例はありますか");
      const audience = page.getByRole("complementary", { name: "この報告が届く人" });
      await audience.getByText("山田 誠").waitFor();
      await audience.getByText("田中 陽子").waitFor();
      await audience.getByText("専門家", { exact: false }).first().waitFor();
      await page.getByRole("button", { name: "報告する" }).tap();
      const filed = card(page, "夜間バッチ2時間以内の事例はありますか");
      await filed.waitFor();
      await filed.getByText("回答募集中").waitFor();
    });
  });

  it("keeps what is written without a network, and sends it once when there is one", async () => {
    const text = "地下で書いた報告";
    await story("offline", await house.page("takahashi", PHONE), async (page) => {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
      // The stock must have come to the device once; that is what a first start is for.
      await page.goto(`${house.base}/new`);
      await page.getByRole("button", { name: /受発注EDI更改/ }).waitFor();
      await page.getByText("電話", { exact: true }).waitFor();
      await page.context().setOffline(true);
      await page.reload();
      await page.getByRole("button", { name: /受発注EDI更改/ }).tap();
      await page.getByText("電話", { exact: true }).tap();
      await page.getByRole("radiogroup", { name: "結果" }).locator("label").first().tap();
      await page.getByLabel("ほかに伝えたいこと").fill(text);
      await until("a kept draft", () => page.getByText("下書きを保存しました").count());
      await page.reload();
      await until("the draft after a reload", async () => (await page.getByLabel("ほかに伝えたいこと").inputValue()) === text);
      await page.getByRole("button", { name: "報告する" }).tap();
      await page.getByText("送信待ち 1件").waitFor();
      await page.reload();
      await page.getByText("送信待ち 1件").waitFor();
      await page.context().setOffline(false);
      await card(page, text).waitFor({ timeout: 20_000 });
      await page.goto(`${house.base}/outbox`);
      await page.getByText("送信済").first().waitFor();
    });
    const { cards } = await (await house.as("takahashi")).call("GET", "/timeline?limit=50");
    assert.equal(cards.filter((one) => one.text === text).length, 1);
  });

  it("answers by keyboard alone, and not while the IME composes", async () => {
    const takahashi = await house.as("takahashi");
    await file(takahashi, { deal: deals.seisan, text: "返事を待つ報告" });
    await story("keyboard", await house.page("yamada"), async (page) => {
      const there = card(page, "返事を待つ報告");
      await there.waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("r");
      await until("the cursor in the reply", () => page.evaluate(() => document.activeElement.tagName === "TEXTAREA"));
      await page.keyboard.type("次回は同行します。");
      const ime = await page.context().newCDPSession(page);
      await ime.send("Input.imeSetComposition", { text: "へんしん", selectionStart: 4, selectionEnd: 4 });
      await ime.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229, modifiers: 2 });
      assert.equal(await there.locator("textarea").count(), 1);
      await ime.send("Input.insertText", { text: "返信" });
      await page.keyboard.press("Control+Enter");
      await there.getByText("次回は同行します。返信").waitFor();
      await until("a closed form", async () => (await there.locator("textarea").count()) === 0);
      await there.focus();
      await page.keyboard.press("e");
      await there.getByText("確認済み").waitFor();
    });
  });

  it("takes a question to its accepted answer", async () => {
    const takahashi = await house.as("takahashi");
    const asked = await file(takahashi, { deal: deals.seisan, text: "質問つきの報告", consult: { question: "移行に何時間かかりますか", topics: ["性能"] } });
    await story("consult", await house.page("tanaka"), async (page) => {
      const there = card(page, "移行に何時間かかりますか");
      await there.getByRole("button", { name: "私が答えます" }).click();
      await there.getByText("田中 陽子さんが対応中").waitFor();
      await there.getByRole("button", { name: /^返信/ }).click();
      await there.getByText("助言", { exact: true }).first().waitFor();
      await there.getByLabel("返信の本文").fill("同規模で1時間40分でした。");
      await page.keyboard.press("Control+Enter");
      await there.getByText("回答あり").waitFor();
    });
    await story("accept", await house.page("takahashi"), async (page) => {
      await page.goto(`${house.base}/inbox`);
      await page.getByRole("link", { name: /1時間40分/ }).click();
      await page.getByRole("button", { name: "この回答で解決" }).waitFor();
      // Who asked comes to accept an answer: no form of a reply lies before it.
      assert.equal(await page.getByLabel("返信の本文").count(), 0);
      // The screen says it before the server does.
      const taken = page.waitForResponse((answer) => answer.request().method() === "POST" && /\/accept/.test(answer.url()));
      await page.getByRole("button", { name: "この回答で解決" }).click();
      await page.getByText("採用された回答").waitFor();
      await taken;
    });
    const detail = await takahashi.call("GET", `/reports/${asked.id}`);
    assert.equal(detail.card.consult.state, "accepted");
  });

  it("lets what is unknown of a deal be filled in where it stands, for everybody at once", async () => {
    const takahashi = await house.as("takahashi");
    await file(takahashi, { deal: deals.edi, text: "金額のわからない報告" });
    const reader = await house.page("yamada");
    await story("fill-in", await house.page("takahashi"), async (page) => {
      const there = card(page, "金額のわからない報告");
      await there.getByRole("button", { name: "「金額（万円）」を入力" }).click();
      await page.getByRole("textbox", { name: "金額（万円）" }).fill("1200");
      await page.getByRole("button", { name: "保存する" }).click();
      await there.getByText("現在: 1,200万円").waitFor();
      await card(reader, "金額のわからない報告").getByText("現在: 1,200万円").waitFor();
      await reader.context().close();
    });
  });

  it("marks nothing read by listing it, and the card that was opened", async () => {
    const takahashi = await house.as("takahashi");
    const tanaka = await house.as("tanaka");
    await file(takahashi, { deal: deals.seisan, text: "読まれるまで未読", consult: { question: "構成図はありますか", topics: ["性能"] } });
    await story("inbox", await house.page("tanaka", { viewport: { width: 1280, height: 240 } }), async (page) => {
      await page.goto(`${house.base}/inbox`);
      const row = page.getByRole("link", { name: /構成図はありますか/ });
      await row.waitFor();
      const before = await badgeOf(tanaka);
      await page.waitForTimeout(2_000);
      assert.equal(await badgeOf(tanaka), before);
      await until("the count in the title", async () => (await page.title()).startsWith(`(${before})`));
      await row.click();
      await page.getByLabel("返信の本文").waitFor();
      await until("one less", async () => (await badgeOf(tanaka)) === before - 1);
      await until("one less in the title", async () =>
        before === 1 ? (await page.title()) === "打ち手" : (await page.title()).startsWith(`(${before - 1})`));
    });
  });

  it("comes back by itself after the server was away, with nothing missing", async () => {
    await story("restart", await house.page("yamada"), async (page) => {
      await page.getByRole("article").first().waitFor();
      await house.stop();
      await until("a sign that it is cut off", () => page.getByText("切断 — 再接続を待っています").count());
      await house.start();
      const takahashi = await house.as("takahashi");
      await file(takahashi, { deal: deals.seisan, text: "留守の間の報告" });
      // Resumed, it waits behind the marker; where the ring does not reach back that far, the feed is fetched anew.
      const marker = page.getByRole("button", { name: /新しい報告/ });
      await until("what was filed meanwhile", async () => {
        // It goes by itself where the feed is fetched anew meanwhile.
        if (await marker.count()) await marker.click({ timeout: 1_000 }).catch(() => {});
        return card(page, "留守の間の報告").count();
      }, 40_000);
    });
  });

  it("ends on every screen when the sign-in is revoked", async () => {
    await story("revoked", await house.page("tanaka"), async (page) => {
      const cookies = await page.context().cookies();
      const other = await house.as("tanaka");
      const { items } = await other.call("GET", "/me/tokens");
      for (const token of items) if (!token.current) await other.call("DELETE", `/me/tokens/${token.id}`);
      assert.equal(cookies.length > 0, true);
      await page.getByText("サインインが終わりました", { exact: false }).waitFor();
    });
  });
});
