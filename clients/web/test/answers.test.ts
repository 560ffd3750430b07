import { describe, expect, it } from "vitest";
import { whyUnanswered } from "~/ui/card/answers";
import type { ConsultView } from "~/wire";
import { card, takahashi, tanaka } from "./samples";

const asks = (part: Partial<ConsultView> = {}) =>
  card(5, {
    consult: {
      question: "夜間処理の実績は", topics: [], products: [], state: "open", claimed_by: null, claimed: null,
      promised: null, answer: null, answered_at: null, ...part,
    },
  });

describe("a question", () => {
  it("is answered by advice and information of others", () => {
    expect(whyUnanswered(asks(), "advice", tanaka.id)).toBeNull();
    expect(whyUnanswered(asks({ state: "reopened" }), "information", tanaka.id)).toBeNull();
  });

  it("goes on waiting after an instruction or a question, and that is said", () => {
    expect(whyUnanswered(asks(), "instruction", tanaka.id)).toBe("kind");
    expect(whyUnanswered(asks(), "question", tanaka.id)).toBe("kind");
  });

  it("goes on waiting for whoever took it on", () => {
    expect(whyUnanswered(asks({ state: "claimed", claimed_by: 99 }), "advice", tanaka.id)).toBe("claimed");
    expect(whyUnanswered(asks({ state: "claimed", claimed_by: tanaka.id }), "advice", tanaka.id)).toBeNull();
  });

  it("says nothing where none waits, or to who asked it", () => {
    expect(whyUnanswered(card(5), "instruction", tanaka.id)).toBeNull();
    expect(whyUnanswered(asks({ state: "accepted" }), "instruction", tanaka.id)).toBeNull();
    expect(whyUnanswered(asks(), "instruction", takahashi.id)).toBeNull();
  });
});
