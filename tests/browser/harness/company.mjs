// A company of five, founded and furnished through the public interface: whom a report goes to is easily told.

import { Caller } from './caller.mjs';
import { ADMIN_PASSWORD } from './server.mjs';

const PASSWORD = 'uchite-trial-2026';

/**
 * Furnishes a server that was started with `demo: false`. Returns `{ people, deal, contact, form, password, file }`:
 *
 * - `people`: signed in, by what they are: `sales`, `superior`, `engineer` (knows 性能 and the deal's product),
 *   `bystander` (another department, concerned by nothing), `admin`
 * - `file(by, report)`: files a visit on the deal and returns its card
 */
export async function furnish({ origin }) {
  const admin = await Caller.signedIn(origin, 'admin', ADMIN_PASSWORD);
  const add = async (path, body) => (await admin.post(path, body)).id;
  const departments = {
    sales: await add('/departments', { name: '東日本営業一課' }),
    tech: await add('/departments', { name: 'ソリューション課' }),
    planning: await add('/departments', { name: '経営企画部' }),
  };
  const product = await add('/products', { name: '生産管理パッケージ', kana: 'せいさんかんりぱっけーじ' });
  const person = async (name, kana, login, more) => {
    const id = await add('/members', { name, kana, login, ...more });
    await admin.put(`/members/${id}/password`, { new: PASSWORD });
    return Caller.signedIn(origin, login, PASSWORD);
  };
  const superior = await person('伊藤 浩二', 'いとう こうじ', 'ito', { department: departments.sales, title: '課長', role: 'manager' });
  const sales = await person('高橋 美咲', 'たかはし みさき', 'takahashi', { department: departments.sales, superior: superior.me.id });
  const engineer = await person('岡田 俊介', 'おかだ しゅんすけ', 'okada', {
    department: departments.tech, topics: ['性能'], products: [product],
  });
  const bystander = await person('竹内 淳', 'たけうち じゅん', 'takeuchi', { department: departments.planning });

  const customer = await add('/customers', { name: '東和精密工業株式会社', kana: 'とうわせいみつこうぎょう', owner: sales.me.id });
  const contact = await add('/contacts', { customer, name: '山本 一郎', kana: 'やまもと いちろう', title: '製造部 部長', decision: 'decider' });
  const competitor = await add('/competitors', { name: '北斗システム' });
  const deal = await add('/deals', {
    customer, name: '生産管理システム刷新', owner: sales.me.id, stage: 2, amount_yen: 32_000_000,
    contacts: [contact], competitors: [competitor], products: [product],
  });
  const form = await visitForm(admin);
  const file = async (by, report) => (await by.post('/reports', { deal, ...form, ...report })).card;
  return { people: { admin, superior, sales, engineer, bystander }, deal, contact, form, password: PASSWORD, file };
}

/** The form of a visit with the least that it asks for: `{ template, fields }`. */
export async function visitForm(caller) {
  const { items } = await caller.get('/report-templates');
  const visit = items.find(({ name }) => name === '訪問');
  const required = visit.fields.filter((field) => field.required);
  const fields = required.map(({ key, type }) => {
    if (type.kind !== 'choice') throw new Error(`the form of a visit asks for ${key}: tell the tests how to fill a ${type.kind}`);
    return [key, type.options[0]];
  });
  return { template: visit.id, fields: Object.fromEntries(fields) };
}
