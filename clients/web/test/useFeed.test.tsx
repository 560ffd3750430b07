import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useFeed } from "~/state/feed";
import { bookStore } from "~/state/store";
import { card, tanaka } from "./samples";

const KEY = ["feed", "member", 12];
const LONG_AGO = Date.now() - 60 * 60 * 1000;
const all = () => true;

describe("a feed of which not every report is told", () => {
  let client: QueryClient;
  let filed: number[];
  const ask = vi.fn(async () => ({ cards: filed.map((id) => card(id)), next: null, cursor: filed[0] ?? 0 }));
  const look = (told: boolean) =>
    renderHook(() => useFeed(KEY, ask, all, tanaka.id, told), {
      wrapper: ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
    });
  const lookedAt = (ids: number[], updatedAt: number) => {
    filed = ids;
    client.setQueryData(KEY, { pages: [{ ids, next: null, cursor: ids[0] }], pageParams: [null] }, { updatedAt });
  };
  beforeEach(() => {
    client = new QueryClient();
    ask.mockClear();
  });
  afterEach(() => {
    cleanup();
    client.clear();
    bookStore.reset();
  });

  it("offers what came meanwhile to who looks at it again, and moves nothing before they take it", async () => {
    lookedAt([40, 38], LONG_AGO);
    filed = [44, 42, 40, 38];
    const { result } = look(false);
    await vi.waitFor(() => expect(result.current.fresh).toEqual([44, 42]));
    expect(result.current.ids).toEqual([40, 38]);
    act(() => result.current.showFresh());
    await vi.waitFor(() => expect([result.current.ids, result.current.fresh]).toEqual([[44, 42, 40, 38], []]));
  });

  it("asks once where it is opened for the first time", async () => {
    filed = [40];
    const { result } = look(false);
    await vi.waitFor(() => expect(result.current.ids).toEqual([40]));
    await vi.waitFor(() => expect(client.isFetching()).toBe(0));
    expect(ask).toHaveBeenCalledOnce();
  });

  it("asks nothing where every report is told", async () => {
    lookedAt([40], LONG_AGO);
    look(true);
    await vi.waitFor(() => expect(client.isFetching()).toBe(0));
    expect(ask).not.toHaveBeenCalled();
  });
});
