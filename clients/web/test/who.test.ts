import { describe, expect, it } from "vitest";
import { type Who, whoNow } from "~/app/who";
import type { Me } from "~/wire";

const me = (id: number) => ({ member: { id, login: `m${id}` } }) as Me;
const here: Who = { kind: "somebody", me: me(12), away: false };

describe("who is here", () => {
  it("is whom the server names", () => {
    expect(whoNow({ kind: "asking" }, { kind: "me", me: me(12) }, null)).toEqual(here);
    expect(whoNow(here, { kind: "me", me: me(13) }, null)).toEqual({ kind: "somebody", me: me(13), away: false });
  });

  it("stays with their screen when the sign-in ends in the middle of something, and is back after signing in again", () => {
    const away = whoNow(here, { kind: "nobody" }, null);
    expect(away).toEqual({ ...here, away: true });
    expect(whoNow(away, { kind: "me", me: me(12) }, null)).toEqual(here);
  });

  it("is nobody where a start finds no sign-in, whoever was here before", () => {
    expect(whoNow({ kind: "asking" }, { kind: "nobody" }, me(12))).toEqual({ kind: "nobody" });
  });

  it("is who was here last when a start has no network, and nobody changes for want of one later", () => {
    expect(whoNow({ kind: "asking" }, { kind: "silence" }, me(12))).toEqual(here);
    expect(whoNow({ kind: "asking" }, { kind: "silence" }, null)).toEqual({ kind: "nobody" });
    expect(whoNow(here, { kind: "silence" }, me(99))).toBe(here);
  });
});
