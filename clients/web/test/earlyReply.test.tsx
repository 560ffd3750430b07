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

describe("a reply whose form has not come yet", () => {
  it("takes what is written, behind what was kept, and gives it to the form", async () => {
    const kept: ReplyDraft = { reply: { kind: "advice", text: "先日の件、" }, files: [] };
    const saveDraft = vi.fn();
    const actions = { me: tanaka, draft: async () => kept, saveDraft } as unknown as CardActions;
    render(
      <MantineProvider>
        <CardActionsContext.Provider value={actions}>
          <ReplyForm card={card(5)} onClose={() => {}} />
        </CardActionsContext.Provider>
      </MantineProvider>,
    );
    await userEvent.keyboard("early");
    line.letThrough();
    await fetchReplyForm();
    await screen.findByRole("button", { name: "送る" });
    await vi.waitFor(() =>
      expect(screen.getByLabelText<HTMLTextAreaElement>("返信の本文").value).toBe("先日の件、early"),
    );
    expect(document.activeElement).toBe(screen.getByLabelText("返信の本文"));
    expect(saveDraft).toHaveBeenCalledWith(5, { ...kept, reply: { ...kept.reply, text: "先日の件、early" } });
  });
});
