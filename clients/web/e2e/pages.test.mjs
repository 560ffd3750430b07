// Cards and the pages that they lead to, in a real browser against the real server.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PASSWORD } from "./company.mjs";
import { file, House, story, until } from "./harness.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

let house;
let deals;
let takahashi;
before(async () => {
  house = await House.open();
  ({ deals } = house.company);
  takahashi = await house.as("takahashi");
  for (let n = 1; n <= 12; n += 1) {
    const consult = n % 3 === 0 ? { question: `相談 ${n}。夜間バッチを二時間以内に終える方法はありますか`, topics: ["性能"] } : undefined;
    const next_move = n % 2 === 0 ? { kind: "visit", what: `再訪して性能の事例を示す ${n}`, due: "2026-12-20" } : undefined;
    const text = `これまでの報告 ${n}。現場の方と面談し、来期の予算と時期について詳しく伺った。`.repeat(3);
    await file(takahashi, { deal: n % 2 ? deals.seisan : deals.edi, text, ...(consult && { consult }), ...(next_move && { next_move }) });
  }
});
after(() => house?.close());

const card = (page, text) => page.getByRole("article").filter({ hasText: text });
const mark = (card) => card.getByRole("button", { name: "ブックマーク", exact: true });
/** Where words of a card stand on the screen. */
const place = async (card, words) => Math.round((await card.getByText(words).first().boundingBox()).y);

describe("cards and pages", { concurrency: false }, () => {
  it("shows three whole cards on a phone's first screen, and all of one at a tap", async () => {
    await story("three-cards", await house.page("yamada", PHONE), async (page) => {
      await page.getByRole("article").nth(3).waitFor();
      const whole = await page.evaluate(() => {
        const bars = [...document.querySelectorAll("nav, header")].filter((bar) => ["fixed", "sticky"].includes(getComputedStyle(bar).position));
        const boxes = bars.map((bar) => bar.getBoundingClientRect()).filter((box) => box.height > 0);
        const top = Math.max(...boxes.filter((box) => box.top < 200).map((box) => box.bottom));
        const bottom = Math.min(innerHeight, ...boxes.filter((box) => box.top > 200).map((box) => box.top));
        const cards = [...document.querySelectorAll("[data-report]")].map((one) => one.getBoundingClientRect());
        return cards.filter((box) => box.top >= top && box.bottom <= bottom).length;
      });
      assert.equal(whole >= 3, true, `${whole} whole cards`);
      const first = card(page, "これまでの報告 12").first();
      assert.equal(await first.getByText("お客様の反応").count(), 0);
      await first.getByRole("button", { name: /報告をひらく/ }).tap();
      await first.getByText("お客様の反応").waitFor();
      await first.getByRole("button", { name: "たたむ" }).tap();
      await first.getByRole("button", { name: /報告をひらく/ }).waitFor();
    });
  });

  it("leads from a card to its customer, its deal and its people, and from there back to the card", async () => {
    const filed = await file(takahashi, { deal: deals.seisan, text: "道をたどる報告" });
    await story("links", await house.page("yamada"), async (page) => {
      const there = card(page, "道をたどる報告");
      await there.getByRole("link", { name: "東和精密工業㈱" }).click();
      await page.getByRole("heading", { level: 1, name: "東和精密工業株式会社" }).waitFor();
      const stock = page.getByRole("region", { name: "顧客の情報" });
      await stock.getByText("決裁者").waitFor();
      await stock.getByRole("link", { name: "山田 誠" }).waitFor();
      await card(page, "道をたどる報告").waitFor();
      await stock.getByRole("link", { name: /生産管理システム刷新/ }).click();
      await page.getByRole("heading", { level: 1, name: "生産管理システム刷新" }).waitFor();
      await card(page, "道をたどる報告").getByRole("link", { name: "高橋 大輔" }).click();
      await page.getByRole("link", { name: "西日本営業部" }).click();
      await page.getByRole("heading", { level: 1, name: "西日本営業部" }).waitFor();
      await card(page, "道をたどる報告").waitFor();
      await page.goto(`${house.base}/reports/${filed.id}`);
      await page.getByRole("link", { name: "顧客のページへ" }).click();
      await page.getByRole("heading", { level: 1, name: "東和精密工業株式会社" }).waitFor();
    });
  });

  it("tells the way of a deal, live, without moving what is being read", async () => {
    await story("way", await house.page("yamada"), async (page) => {
      await page.goto(`${house.base}/deals/${deals.seisan}`);
      const way = page.getByRole("region", { name: "ここまでの道のり" });
      await way.getByText("商談").waitFor();
      // Read on in the words of a card: its facts are above the edge of the screen.
      const read = card(page, "これまでの報告 9。");
      await read.waitFor();
      await page.mouse.wheel(0, (await place(read, "これまでの報告 9。")) - 110);
      let before;
      await until("a settled list", async () => {
        const last = before;
        before = await place(read, "これまでの報告 9。");
        await new Promise((resolve) => setTimeout(resolve, 250));
        return before === last;
      });
      // It moves the deal, so every card of it says one line more.
      await file(takahashi, { deal: deals.seisan, text: "最終交渉に入った", deal_changes: { stage: 4, amount_yen: 70_000_000 } });
      await page.getByRole("button", { name: "新しい報告 1件" }).waitFor();
      await page.getByText("現在: ", { exact: false }).first().waitFor();
      assert.equal(await place(read, "これまでの報告 9。"), before);
      await page.evaluate(() => scrollTo(0, 0));
      await way.getByText("最終交渉").waitFor();
      await way.getByRole("button", { name: /変更の履歴/ }).click();
      await way.getByText("商談 → 最終交渉").waitFor();
      await way.getByText("6,525万円 → 7,000万円").waitFor();
      await way.getByRole("link", { name: "この報告で" }).first().click();
      await card(page, "最終交渉に入った").waitFor();
    });
  });

  it("keeps bookmarks in step on all devices, and lists them live", async () => {
    // Not shared with the engineer, who looks it up.
    const filed = await file(takahashi, { deal: deals.edi, text: "しおりを挟む報告", form: "電話" });
    const desk = await house.page("tanaka");
    await story("bookmarks", await house.page("tanaka", PHONE), async (page) => {
      for (const one of [page, desk]) {
        await one.goto(`${house.base}/reports/${filed.id}`);
        await card(one, "しおりを挟む報告").waitFor();
      }
      await mark(card(page, "しおりを挟む報告")).tap();
      await until("the mark on the other device", async () =>
        (await mark(card(desk, "しおりを挟む報告")).getAttribute("aria-pressed")) === "true");
      await desk.goto(`${house.base}/?bookmarked=true`);
      await card(desk, "しおりを挟む報告").waitFor();
      const yamada = await house.as("yamada");
      await yamada.call("POST", `/reports/${filed.id}/replies`, { kind: "advice", text: "しおりの先の返信" });
      await card(desk, "しおりを挟む報告").getByText("新しい返信 1件").waitFor();
      await card(desk, "しおりを挟む報告").focus();
      await desk.keyboard.press("b");
      await until("no mark on the phone", async () =>
        (await mark(card(page, "しおりを挟む報告")).getAttribute("aria-pressed")) === "false");
      await desk.reload();
      await desk.getByText("ブックマークした報告はありません").waitFor();
      await desk.context().close();
    });
  });

  it("takes a contact who was not known, and a competitor, where the card misses them", async () => {
    await file(takahashi, { deal: deals.edi, text: "先方のわからない報告" });
    await story("contact", await house.page("takahashi"), async (page) => {
      const there = card(page, "先方のわからない報告");
      await there.getByRole("button", { name: "「先方担当者」を入力" }).click();
      await page.getByLabel("お名前").fill("中村 恵");
      await page.getByLabel("部署・役職").fill("物流部 課長");
      await page.getByRole("radiogroup", { name: "決定への関わり" }).getByText("決裁者").click();
      await page.getByRole("button", { name: "保存する" }).click();
      await there.getByText("中村 恵（決裁者）", { exact: false }).waitFor();
      await there.getByRole("button", { name: "「競合」を入力" }).click();
      await page.getByRole("group", { name: "競合" }).getByText("オメガシステムズ").click();
      await page.getByRole("button", { name: "保存する" }).click();
      await there.getByText("競合 オメガシステムズ 追加", { exact: false }).waitFor();
    });
    const deal = await takahashi.call("GET", `/deals/${deals.edi}`);
    const contact = await takahashi.call("GET", `/contacts/${deal.contacts[0]}`);
    assert.deepEqual([contact.name, contact.title, contact.decision, contact.customer], ["中村 恵", "物流部 課長", "decider", house.company.customers.minato]);
  });

  it("keeps a filter under a name, hands it on by its address, and takes it apart chip by chip", async () => {
    await story("filters", await house.page("yamada"), async (page) => {
      await page.getByRole("button", { name: "絞り込み" }).click();
      await page.getByRole("radiogroup", { name: "案件規模" }).getByText("2,000万円〜1億円").click();
      await page.getByRole("textbox", { name: "条件の名前" }).fill("大型の案件");
      await page.getByRole("button", { name: "この条件を保存" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "閉じる" }).first().click();
      assert.match(page.url(), /amount_min=20000000/);
      assert.equal(await card(page, "受発注EDI更改").count(), 0);
      await page.getByRole("button", { name: "2,000万円〜1億円の条件を外す" }).click();
      await card(page, "受発注EDI更改").first().waitFor();
      await page.reload();
      await page.getByRole("button", { name: "大型の案件" }).click();
      await until("the kept filter", async () => (await card(page, "受発注EDI更改").count()) === 0);
      await card(page, "生産管理システム刷新").first().waitFor();
    });
  });

  it("shows the whole time of a folded card in English too", async () => {
    const consult = { question: "どうですか", topics: ["性能"] };
    await file(takahashi, { deal: deals.seisan, form: "Web会議", text: "決めた", consult, mentions: [house.company.members.yamada] });
    await story("english", await house.page("yamada", PHONE), async (page) => {
      await page.evaluate(() => localStorage.setItem("uchite.language", "en"));
      await page.reload();
      await page.getByText("min ago").or(page.getByText("just now")).first().waitFor();
      const cut = await page.evaluate(() => [...document.querySelectorAll("article header a[title]")].filter((time) => {
        const { right } = time.getBoundingClientRect();
        for (let around = time.parentElement; around.tagName !== "HEADER"; around = around.parentElement) {
          const box = around.getBoundingClientRect();
          // Half a pixel is no letter.
          if (box.width > 0 && right > box.right + 0.5) return true;
        }
        return false;
      }).map((time) => time.textContent));
      assert.deepEqual(cut, []);
    });
  });

  for (const [where, device] of [["a phone", PHONE], ["a desk", { viewport: { width: 1440, height: 900 } }]]) {
    it(`leaves what it says of the connection readable under a notice, on ${where}`, async () => {
      await story("notice", await house.page("yamada", device), async (page) => {
        await page.getByRole("article").first().waitFor();
        await page.context().setOffline(true);
        const said = page.getByRole("main").getByRole("status").filter({ hasText: "オフライン" });
        await said.waitFor();
        await page.context().grantPermissions(["clipboard-write"]);
        await page.getByRole("button", { name: "この報告の操作" }).first().click();
        await page.getByRole("menuitem", { name: "リンクをコピー" }).click();
        const notice = page.getByRole("alert").filter({ hasText: "コピー" });
        await notice.waitFor();
        await until("the notice rests", () => notice.evaluate((one) => one.getAnimations().length === 0));
        const top = (await notice.boundingBox()).y;
        const states = page.getByText("オフライン", { exact: false });
        for (const state of await states.all()) {
          const box = await state.boundingBox();
          if (box) assert.equal(box.y + box.height <= top || box.y > top + 100, true, `the notice at ${top} covers ${JSON.stringify(box)}`);
        }
      });
    });
  }

  it("lets the administrator add a member, below who leads the department, and nobody else", async () => {
    const { departments, members } = house.company;
    await house.admin.call("PATCH", `/departments/${departments.west}`, { head: members.yamada });
    const context = await house.browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "ja-JP" });
    const page = await context.newPage();
    page.broken = [];
    await story("member", page, async () => {
      await context.request.post(`${house.base}/api/v1/auth/login`, {
        data: { login: "admin", password: "first-admin-password" }, headers: { origin: house.base },
      });
      await page.goto(`${house.base}/members`);
      await page.getByRole("button", { name: "社員を登録する" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("氏名").fill("森 一郎");
      await dialog.getByLabel("ログイン名").fill("mori");
      await dialog.getByRole("combobox", { name: "部署", exact: true }).click();
      await page.getByRole("option", { name: "西日本営業部" }).click();
      await dialog.getByRole("button", { name: "社員を登録する" }).click();
      await dialog.getByText("mori", { exact: false }).first().waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "森 一郎" }).waitFor();
      const { items } = await house.admin.call("GET", "/members");
      assert.equal(items.find((one) => one.login === "mori").superior, house.company.members.yamada, "who leads the department");
    });
    await story("no-member", await house.page("yamada"), async (other) => {
      await other.getByRole("link", { name: "社員" }).first().click();
      await other.getByRole("link", { name: "森 一郎" }).waitFor();
      assert.equal(await other.getByRole("button", { name: "社員を登録する" }).count(), 0);
    });
  });

  it("hears of masters that were changed before its session began", async () => {
    const context = await house.browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "ja-JP" });
    const page = await context.newPage();
    page.broken = [];
    let connect;
    const changed = new Promise((done) => (connect = done));
    await page.routeWebSocket(/\/live$/, async (socket) => {
      await changed;
      socket.connectToServer();
    });
    // Each client asks again at a moment of its own: here at the first of them.
    await page.addInitScript(() => (Math.random = () => 0));
    await story("masters", page, async () => {
      await context.request.post(`${house.base}/api/v1/auth/login`, { data: { login: "yamada", password: PASSWORD }, headers: { origin: house.base } });
      let asked = 0;
      page.on("request", (one) => (asked += one.url().includes("/api/v1/members?") ? 1 : 0));
      await page.goto(`${house.base}/members`);
      await page.getByText("田中 陽子").first().waitFor();
      const { members } = house.company;
      await house.admin.call("PATCH", `/members/${members.tanaka}`, { title: "主席技師" });
      assert.equal(await page.getByText("主席技師").count(), 0);
      connect();
      await page.getByText("主席技師").first().waitFor();
      assert.equal(asked, 2, "once, and once more since something changed");
    });
  });

  for (const [whose, path] of [["a person", () => `/members/${house.company.members.takahashi}`], ["a department", () => `/departments/${house.company.departments.west}`]]) {
    it(`offers a new report of ${whose} on their page, though it is not shared with who looks`, async () => {
      await story("people", await house.page("tanaka"), async (page) => {
        await page.goto(house.base + path());
        await page.getByRole("article").first().waitFor();
        const text = `${whose}: 共有されない報告`;
        // Once the socket has taken what is watched: a bookmark of theirs comes back behind it.
        await page.getByText("接続中").first().waitFor({ state: "attached" });
        await mark(page.getByRole("article").first()).click();
        await file(takahashi, { deal: deals.edi, text });
        await page.getByRole("button", { name: "新しい報告 1件" }).click();
        await card(page, text).waitFor();
        await card(page, text).getByText("自分宛", { exact: true }).waitFor({ state: "detached" });
      });
    });
  }
});
