import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Card } from "~/wire";
import { Digest, DIGEST_LINES, lastWord, textLines } from "~/ui/card/Digest";
import { card, reply } from "./samples";

afterEach(cleanup);

const consult = {
  question: "夜間バッチは何時間で終わりますか", topics: ["性能"], products: [], promised: null, ask: [], state: "open",
  claimed_by: null, claimed: null, answer: null, answered_at: null,
} as unknown as NonNullable<Card["consult"]>;
const move = {
  id: 5, what: "再訪", due: null, state: "open", kind: "visit",
} as unknown as NonNullable<Card["next_move"]>;

describe("a folded card", () => {
  it.each([
    ["words alone", {}, 2],
    ["a question", { consult }, 1],
    ["a next move", { next_move: move }, 1],
    ["both", { consult, next_move: move }, 0],
    ["an answer", { replies: [reply(9)], reply_count: 1 }, 1],
    ["an answer to a question", { consult, replies: [reply(9)], reply_count: 1 }, 1],
  ])("has two lines below its facts with %s", (_, part, lines) => {
    const one = card(1, part);
    const others = (one.consult ? 1 : 0) + (one.next_move ? 1 : 0) + (lastWord(one) ? 1 : 0);
    expect(textLines(one)).toBe(lines);
    expect(textLines(one) + others).toBe(DIGEST_LINES);
  });

  it("shows what is asked and what is done next before the words, and unfolds at a tap", () => {
    const onUnfold = vi.fn();
    render(<Digest card={card(1, { consult, next_move: move })} onUnfold={onUnfold} />);
    expect(screen.getByText(/夜間バッチ/)).toBeTruthy();
    expect(screen.getByText("再訪")).toBeTruthy();
    // On a phone there is no line left for the words.
    expect(screen.getByText(/山本部長と面談/).dataset.spare).toBe("true");
    fireEvent.click(screen.getByRole("button", { expanded: false }));
    expect(onUnfold).toHaveBeenCalledTimes(1);
  });

  it("gives the last word the line that is left", () => {
    render(<Digest card={card(1, { replies: [reply(8, { text: "先の返信" }), reply(9)], reply_count: 2 })} onUnfold={() => undefined} />);
    expect(screen.getByText(/1時間40分/)).toBeTruthy();
    expect(screen.queryByText(/先の返信/)).toBeNull();
  });

  it("lets the facts stand for words that nobody wrote", () => {
    render(<Digest card={card(1, { text: "" })} onUnfold={() => undefined} />);
    expect(screen.getByText("お客様の反応: 前向き")).toBeTruthy();
  });
});
