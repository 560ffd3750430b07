import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type CardActions, CardActionsContext, type ReplyDraft } from "~/ui/card/actions";
import { fetchReplyForm, ReplyForm } from "~/ui/card/laterReplyForm";
import { card, tanaka } from "./samples";

const line = vi.hoisted(() => {
  let letThrough = () => {};
  const there = new Promise<void>((done) => (letThrough = done));
  return { there, letThrough: () => letThrough() };
});
vi.mock("~/ui/card/ReplyForm", async (original) => {
  await line.there;
  return original();
});
afterEach(cleanup);

const BOX = "返信の本文";
const box = () => screen.getByLabelText<HTMLTextAreaElement>(BOX);

/** A card whose reply form is opened; `kept` is the draft of an earlier one. */
function opened(kept: ReplyDraft | null) {
  const [saveDraft, reply] = [vi.fn(), vi.fn(async () => {})];
  const actions = { me: tanaka, draft: async () => kept, saveDraft, reply } as unknown as CardActions;
  const onClose = vi.fn();
  render(
    <MantineProvider>
      <CardActionsContext.Provider value={actions}>
        <ReplyForm card={card(5)} onClose={onClose} />
      </CardActionsContext.Provider>
    </MantineProvider>,
  );
  return { saveDraft, reply, onClose };
}

async function formComes() {
  line.letThrough();
  await fetchReplyForm();
  await screen.findByRole("button", { name: "送る" });
}

// In this order: the form comes once.
describe("a reply whose form has not come yet", () => {
  it("takes what is written, and sends it once the form is there if that was asked for", async () => {
    const { reply, onClose } = opened(null);
    await userEvent.keyboard("early{Control>}{Enter}{/Control}");
    expect(reply).not.toHaveBeenCalled();
    await formComes();
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(reply).toHaveBeenCalledExactlyOnceWith(card(5), { reply: { kind: "information", text: "early" }, files: [] });
  });
});

describe("a reply of which something was kept", () => {
  const kept: ReplyDraft = { reply: { kind: "advice", text: "先日の件、" }, files: [] };

  it("has it before what is written, even by who was quicker than the draft", async () => {
    let found = (_: ReplyDraft) => {};
    const { saveDraft } = opened(new Promise((done) => (found = done)) as never);
    await userEvent.keyboard("quick");
    found(kept);
    await vi.waitFor(() => expect(box().value).toBe("先日の件、quick"));
    expect(document.activeElement).toBe(box());
    expect(saveDraft).toHaveBeenLastCalledWith(5, { ...kept, reply: { ...kept.reply, text: "先日の件、quick", mentions: [] } });
  });
});
