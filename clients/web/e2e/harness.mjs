// A real server on a free port with a small company, and a real browser.
import { spawn } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { Caller, makeCompany, PASSWORD } from "./company.mjs";

const BINARY = process.env.UCHITE_BIN ?? new URL("../../../target/debug/uchite", import.meta.url).pathname;
const FAILURES = new URL("../../../target/browser-failures/", import.meta.url).pathname;
const START_MS = 30_000;

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Asks again until it is so; fails by name when it never is. */
export async function until(what, check, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

export class House {
  static async open() {
    const house = new House();
    house.folder = await mkdtemp(join(tmpdir(), "uchite-e2e-"));
    house.port = await freePort();
    house.base = `http://localhost:${house.port}`;
    await writeFile(join(house.folder, "password"), "first-admin-password\n", { mode: 0o600 });
    await house.start();
    house.admin = await new Caller(house.base).signIn("admin", "first-admin-password");
    house.company = await makeCompany(house.admin);
    house.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox"],
    });
    return house;
  }

  async start() {
    this.log = "";
    this.server = spawn(BINARY, [
      "serve", "--data", join(this.folder, "data"), "--listen", `127.0.0.1:${this.port}`,
      "--admin-password-file", join(this.folder, "password"),
    ]);
    for (const pipe of [this.server.stdout, this.server.stderr]) pipe.on("data", (text) => (this.log += text));
    await until("a server that is ready", async () => {
      if (this.server.exitCode !== null) throw new Error(`the server ended:\n${this.log}`);
      return fetch(`${this.base}/readyz`).then((answer) => answer.ok, () => false);
    }, START_MS);
  }

  async stop() {
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill("SIGTERM");
    await ended;
  }

  as(login) {
    return new Caller(this.base).signIn(login, PASSWORD);
  }

  /** A fresh browser profile, signed in; `base`: another line to the server. */
  async page(login, options = {}, base = this.base) {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 860 }, locale: "ja-JP", timezoneId: "Asia/Tokyo", ...options,
    });
    const page = await context.newPage();
    page.broken = [];
    page.on("pageerror", (error) => page.broken.push(error.message));
    await page.goto(base);
    await page.fill("input[name=username]", login);
    await page.fill("input[name=password]", PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "タイムライン" }).waitFor();
    await page.getByText("接続中").first().waitFor({ state: "attached" });
    return page;
  }

  async close() {
    await this.browser?.close();
    if (this.server?.exitCode === null) await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs a story on a page; leaves a picture when it fails. */
export async function story(name, page, tell) {
  try {
    await tell(page);
    if (page.broken.length > 0) throw new Error(`the page broke: ${page.broken.join("; ")}`);
  } catch (error) {
    await mkdir(FAILURES, { recursive: true });
    await page.screenshot({ path: join(FAILURES, `${name.replace(/\W+/g, "-")}.png`) }).catch(() => {});
    throw error;
  } finally {
    await page.context().close();
  }
}

/** Files a report through HTTP, with what the form needs filled. */
export async function file(caller, report) {
  const { items } = await caller.call("GET", "/report-templates");
  const form = items.find((one) => one.name === (report.form ?? "訪問"));
  const first = { choice: (t) => t.options[0], choices: (t) => [t.options[0]], flag: () => true, number: () => 1, day: () => "2026-12-01", text: () => "あり" };
  const fields = Object.fromEntries(
    form.fields.filter((field) => field.required).map((field) => [field.key, first[field.type.kind](field.type)]),
  );
  const { form: _form, ...rest } = report;
  const done = await caller.call("POST", "/reports", { template: form.id, fields, ...rest });
  return done.card;
}
