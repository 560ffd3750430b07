import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askAnew } from "~/state/askAnew";

const KEY = ["ledger", 1];

/** A server whose answers are made when they are asked for, and are under way until they are let go. */
class SlowServer {
  truth = "before";
  asked = 0;
  private readonly underWay: (() => void)[] = [];

  readonly ask = (): Promise<string> => {
    const made = this.truth;
    this.asked += 1;
    return new Promise((resolve) => this.underWay.push(() => resolve(made)));
  };

  async letGo(): Promise<void> {
    this.underWay.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

describe("an event while the answer is under way", () => {
  let client: QueryClient;
  let server: SlowServer;
  let stop: () => void;
  beforeEach(() => {
    client = new QueryClient();
    server = new SlowServer();
    stop = new QueryObserver(client, { queryKey: KEY, queryFn: server.ask, staleTime: Infinity }).subscribe(() => {});
  });
  afterEach(() => {
    stop();
    client.clear();
  });

  it("is not lost where it is the first answer", async () => {
    server.truth = "after";
    const done = askAnew(client, { queryKey: ["ledger"] });
    await server.letGo();
    expect([client.getQueryData(KEY), server.asked]).toEqual(["before", 2]);
    await server.letGo();
    await done;
    expect(client.getQueryData(KEY)).toBe("after");
  });

  it("asks once more, however many there are, and gives up nothing under way", async () => {
    for (let event = 0; event < 50; event += 1) void askAnew(client, { queryKey: KEY });
    await server.letGo();
    expect([client.getQueryData(KEY), server.asked]).toEqual(["before", 2]);
    for (let event = 0; event < 50; event += 1) void askAnew(client, { queryKey: KEY });
    server.truth = "after";
    await server.letGo();
    await server.letGo();
    expect([client.getQueryData(KEY), server.asked]).toEqual(["after", 3]);
  });

  it("asks at once where no answer is under way", async () => {
    await server.letGo();
    server.truth = "after";
    const done = askAnew(client, { queryKey: KEY });
    await server.letGo();
    await done;
    expect([client.getQueryData(KEY), server.asked]).toEqual(["after", 2]);
  });

  it("leaves a mark where nobody is to be asked yet, unless somebody wants more meanwhile", async () => {
    void askAnew(client, { queryKey: KEY, refetchType: "none" });
    await server.letGo();
    expect([client.getQueryState(KEY)?.isInvalidated, server.asked]).toEqual([true, 1]);
    void client.refetchQueries({ queryKey: KEY });
    void askAnew(client, { queryKey: KEY, refetchType: "none" });
    void askAnew(client, { queryKey: KEY });
    await server.letGo();
    expect(server.asked).toBe(3);
  });
});
