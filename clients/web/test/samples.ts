// Cards and frames for tests, whole and plausible; a test says only what it is about.
import type { Card, EventFrame, MemberRef, ReplyView } from "~/wire";

export const takahashi: MemberRef = { id: 12, name: "高橋 大輔", department: "西日本営業部" };
export const tanaka: MemberRef = { id: 13, name: "田中 陽子", department: "技術部" };
export const NOON = Date.UTC(2026, 10, 24, 3, 0, 0);

export function card(id: number, part: Partial<Card> = {}): Card {
  const standing = {
    stage: { id: 3, name: "商談", outcome: "open" as const },
    amount_yen: 65_250_000,
    probability: 60,
    expected_close: "2026-12-20",
    competitors: [{ id: 71, name: "オメガシステムズ" }],
    owner: takahashi,
  };
  return {
    id,
    seq: id,
    author: takahashi,
    filed_at: NOON,
    occurred_at: NOON,
    last_at: NOON,
    activity: { template: 5, name: "訪問", name_en: "Visit", kind: "visit" },
    stock: {
      deal: 88,
      deal_name: "生産管理システム刷新",
      general: false,
      customer: { id: 41, name: "東和精密工業株式会社" },
      then: standing,
      stage_before: null,
      now: standing,
      contacts: [{ id: 51, name: "山本 一郎", title: "製造部 部長", decision: "decider" }],
      stage_since: NOON,
      progress: { step: 4, of: 6 },
    },
    met: [{ id: 51, name: "山本 一郎", title: "製造部 部長", decision: "decider" }],
    facts: [{ key: "reaction", label: "お客様の反応", label_en: "Reaction", value: "前向き" }],
    text: "製造部の山本部長と面談。",
    products: [],
    competitors: [],
    files: [],
    mentions: [],
    deal_changes: {},
    consult: null,
    next_move: null,
    reply_count: 0,
    replies: [],
    acknowledged: [],
    reactions: [],
    corrections: 0,
    audience: 8,
    you: {
      reasons: [{ why: "purpose", purpose: 3, version: 1, name: "部下の報告", via: "superior" }],
      how: "timeline",
      addressed: false,
      unread: true,
      bookmarked: false,
      acknowledged: false,
      reactions: [],
    },
    ...part,
  };
}

export function reply(id: number, part: Partial<ReplyView> = {}): ReplyView {
  return {
    id, author: tanaka, at: NOON + 60_000, kind: "advice",
    text: "類似規模で1時間40分の実績があります。", mentions: [], files: [], answer: false,
    ...part,
  };
}

export function event(seq: number, part: Partial<EventFrame>): { type: "event" } & EventFrame {
  return { type: "event", seq, cursor: seq, kind: "report_filed", at: NOON, by: takahashi, ...part };
}
