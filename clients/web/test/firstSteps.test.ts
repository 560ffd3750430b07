import { describe, expect, it } from "vitest";
import { newPassword } from "~/features/first-steps/password";
import { stepsFor } from "~/features/first-steps/steps";
import { browserOf } from "~/live/browser";
import { isSilent } from "~/live/shownPush";
import type { Customer, Deal, Device, Me, Member } from "~/wire";

const me = { member: { id: 1 } } as Me;
const alone = [{ id: 1, active: true }] as Member[];
const own = [{ id: 5, internal: true }] as Customer[];
const general = { general: true, reports: 0 } as Deal;

describe("the first steps of an organisation", () => {
  it("are all open in an empty one, whose own company and its general deal count for nothing", () => {
    expect(stepsFor({ me, members: alone, customers: own, deals: [general] })).toEqual({ people: false, deal: false, report: false });
  });
  it("are ticked off one by one, and gone with the first report", () => {
    const members = [...alone, { id: 2, active: true } as Member];
    const deals = [general, { general: false, reports: 0 } as Deal];
    expect(stepsFor({ me, members, customers: own, deals })).toEqual({ people: true, deal: true, report: false });
    expect(stepsFor({ me, members, customers: own, deals: [{ general: false, reports: 1 } as Deal] })).toBeNull();
  });
});

describe("a first password", () => {
  it("is long, easy to read out, and another each time", () => {
    expect(newPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
    expect(newPassword()).not.toBe(newPassword());
  });
  it("uses no byte that would make some signs likelier", () => {
    const given = [255, 250, ...Array.from({ length: 30 }, () => 0)];
    expect(newPassword((bytes) => (bytes.set(given), bytes))).toBe("aaaa-aaaa-aaaa-aaaa");
  });
});

describe("a device", () => {
  const device = (accepted_at: number | null, shown_at: number | null): Device =>
    ({ id: 1, name: "", service: "", registered_at: 0, shown_at, last: { at: accepted_at ?? 0, code: "accepted", status: 201, accepted_at } });
  const HOUR = 3_600_000;
  it("is silent when it took a push and did not say that it showed it, with some patience", () => {
    expect(isSilent(device(HOUR, null), 2 * HOUR)).toBe(true);
    expect(isSilent(device(HOUR, 1), 2 * HOUR)).toBe(true);
    expect(isSilent(device(HOUR, HOUR + 900), 2 * HOUR)).toBe(false);
    expect(isSilent(device(HOUR, null), HOUR + 1_000)).toBe(false);
    expect(isSilent(device(null, null), HOUR)).toBe(false);
  });
});

describe("a browser", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", 5, "ios"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", 0, "safari"],
    ["Mozilla/5.0 (Linux; Android 15) Chrome/130.0 Mobile Safari/537.36", 5, "android"],
    ["Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", 0, "edge"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", 0, "firefox"],
    ["Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36", 0, "chrome"],
  ] as const)("is known by its name: %s with %i touches is %s", (agent, touches, name) => {
    expect(browserOf(agent, touches)).toBe(name);
  });
});
