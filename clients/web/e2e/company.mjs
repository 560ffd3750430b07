// A small company for the browser tests, made through the public HTTP interface alone.

/** Speaks HTTP as a browser does: cookie, and the server's own origin. */
export class Caller {
  constructor(base) {
    this.base = base;
    this.cookie = "";
  }

  async call(method, path, body, headers = {}) {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      headers: {
        origin: this.base,
        cookie: this.cookie,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const set = response.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0];
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async signIn(login, password) {
    await this.call("POST", "/auth/login", { login, password });
    return this;
  }
}

export const PASSWORD = "uchite-trial-2026";

/** Members of three departments, customers, deals, forms and purposes. Answers what was made, by name. */
export async function makeCompany(admin) {
  const add = async (path, body) => (await admin.call("POST", path, body)).id;
  const departments = {
    west: await add("/departments", { name: "西日本営業部" }),
    tech: await add("/departments", { name: "技術部" }),
  };
  const product = await add("/products", { name: "生産管理パッケージ", kana: "せいさんかんりぱっけーじ" });
  const person = async (name, kana, login, department, more = {}) => {
    const id = await add("/members", { name, kana, login, department, ...more });
    await admin.call("PUT", `/members/${id}/password`, { new: PASSWORD });
    return id;
  };
  const { west, tech } = departments;
  const yamada = await person("山田 誠", "やまだ まこと", "yamada", west, { title: "部長", role: "manager" });
  const takahashi = await person("高橋 大輔", "たかはし だいすけ", "takahashi", west, { superior: yamada });
  const tanaka = await person("田中 陽子", "たなか ようこ", "tanaka", tech, { topics: ["性能"], products: [product] });
  const members = { yamada, takahashi, tanaka };
  const customers = {
    towa: await add("/customers", { name: "東和精密工業株式会社", kana: "とうわせいみつこうぎょう", industry: "製造", owner: takahashi }),
    minato: await add("/customers", { name: "株式会社みなと食品", kana: "みなとしょくひん", industry: "食品", owner: takahashi }),
  };
  const contacts = {
    yamamoto: await add("/contacts", {
      customer: customers.towa, name: "山本 一郎", kana: "やまもと いちろう", title: "製造部 部長", decision: "decider", known_by: [yamada],
    }),
    ogawa: await add("/contacts", { customer: customers.towa, name: "小川 由美", title: "情報システム課" }),
  };
  const omega = await add("/competitors", { name: "オメガシステムズ" });
  const deal = (name, customer, more = {}) => add("/deals", { name, customer, owner: takahashi, ...more });
  const deals = {
    seisan: await deal("生産管理システム刷新", customers.towa, {
      stage: 3, amount_yen: 65_250_000, expected_close: "2026-12-20", competitors: [omega],
      contacts: [contacts.yamamoto, contacts.ogawa], products: [product], team: [{ member: tanaka, role: "engineer" }],
    }),
    edi: await deal("受発注EDI更改", customers.minato, { stage: 1 }),
  };
  return { departments, members, customers, contacts, deals, product, omega };
}
