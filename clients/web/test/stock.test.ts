import { afterEach, describe, expect, it, vi } from "vitest";
import { joinAt } from "~/state/book";
import { every } from "~/state/stock";
import { bookStore } from "~/state/store";

/** A list of masters in pages, each built at an event. */
const list = (...cursors: number[]) => {
  const call = vi.fn(async ({ after }: { after?: string }) => {
    const page = Number(after ?? 0);
    const next = page + 1 < cursors.length ? String(page + 1) : null;
    return { items: [page], next, cursor: cursors[page] as number };
  });
  return call;
};
afterEach(() => bookStore.reset());

describe("a list of masters", () => {
  it("is fetched page by page, and says since when its changes must be told", async () => {
    expect(await every(list(7, 8, 9))).toEqual([0, 1, 2]);
    expect(bookStore.get().fetchedAt).toBe(7);
    await every(list(12));
    expect(bookStore.get().fetchedAt).toBe(7);
  });

  it("is asked for once more where it was under way from before the session began", async () => {
    const underWay = vi.fn()
      .mockResolvedValueOnce({ items: ["before"], next: null, cursor: 4 })
      .mockResolvedValueOnce({ items: ["after"], next: null, cursor: 6 });
    bookStore.update((book) => joinAt(book, 5));
    expect(await every(underWay)).toEqual(["after"]);
  });

  it("is asked for once at a normal start, since the session begins where its oldest answer was built", async () => {
    const call = list(7);
    await every(call);
    bookStore.update((book) => joinAt(book, book.fetchedAt ?? 0));
    await every(list(8));
    expect(call).toHaveBeenCalledOnce();
  });
});
