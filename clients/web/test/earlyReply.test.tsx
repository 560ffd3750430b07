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
vi.mock("~/ui/untilThere", () => ({ untilThere: (fetch: () => Promise<unknown>) => line.there.then(fetch) }));
afterEach(cleanup);

const BOX = "返信の本文";
const box = () => screen.getByLabelText<HTMLTextAreaElement>(BOX);

/** A card whose reply form is opened; `kept` is the draft of an earlier one. */
function opened(kept: ReplyDraft | null) {
  const saveDraft = vi.fn((_report: number, draft: ReplyDraft | null) => (kept = draft));
  const reply = vi.fn(async () => {});
  const actions = { me: tanaka, draft: async () => kept, saveDraft, reply } as unknown as CardActions;
  const onClose = vi.fn();
  const { unmount: close } = render(
    <MantineProvider>
      <CardActionsContext.Provider value={actions}>
        <ReplyForm card={card(5)} onClose={onClose} />
      </CardActionsContext.Provider>
    </MantineProvider>,
  );
  return { saveDraft, reply, onClose, close, kept: () => kept };
}

async function formComes() {
  line.letThrough();
  await fetchReplyForm();
  await screen.findByRole("button", { name: "送る" });
}

// In this order: the form comes once.
describe("a reply whose form has not come yet", () => {
  it("keeps what is written when it is closed, shows it when it is opened again, and goes on with it", async () => {
    const first = opened(null);
    await userEvent.keyboard("begun");
    first.close();
    await vi.waitFor(() => expect(first.kept()?.reply.text).toBe("begun"));
    const second = opened(first.kept());
    await vi.waitFor(() => expect(box().value).toBe("begun"));
    await userEvent.keyboard(" and more");
    second.close();
    expect(second.kept()?.reply).toEqual({ kind: "information", text: "begun and more" });
  });

  it("puts what was kept before what is closed by who was quicker", async () => {
    const kept: ReplyDraft = { reply: { kind: "advice", text: "先日の件、" }, files: [] };
    let found = (_: ReplyDraft) => {};
    const { saveDraft, close } = opened(new Promise((done) => (found = done)) as never);
    await userEvent.keyboard("quick");
    close();
    found(kept);
    await vi.waitFor(() => expect(saveDraft).toHaveBeenLastCalledWith(5, { ...kept, reply: { ...kept.reply, text: "先日の件、quick", mentions: [] } }));
  });

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
