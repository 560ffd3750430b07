// Everything that lives as long as somebody is signed in: the chest, the outbox, the connection, and the way
// from frames to the book and the queries.
import { notifications } from "@mantine/notifications";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Chest, type OutboxItem } from "~/live/chest";
import { Connection } from "~/live/connection";
import { type Live, LiveContext } from "~/live/context";
import type { Phase } from "~/live/machine";
import { Outbox } from "~/live/outbox";
import { deviceName, repair, switchOff } from "~/live/push";
import { askAnew } from "~/state/askAnew";
import { joinAt, lose } from "~/state/book";
import { bookStore } from "~/state/store";
import { KEPT, queries, refetchAll, STOCK } from "~/state/stock";
import { fetchReplyForm } from "~/ui/card/laterReplyForm";
import { problemText } from "~/ui/problemText";
import type { Me, ServerFrame } from "~/wire";
import * as calls from "~/wire/calls";
import { NoAnswer, Problem } from "~/wire/problem";
import { StoreTrouble } from "./Fallbacks";
import { fetchTimeline, keepFeeds, openFeeds } from "./keptFeeds";
import { lookForNewVersion } from "./registerWorker";
import { fetchFilingPage } from "./router";
import { Splash } from "./Splash";
import { takeFrame } from "./takeFrame";

interface Props {
  me: Me;
  /** The server does not know them any more: nothing is asked until they signed in again. */
  away: boolean;
  onAway: () => void;
  onLeft: () => void;
  children: ReactNode;
}

interface Parts {
  chest: Chest;
  outbox: Outbox;
  connection: Connection;
}

export function SignedIn({ me, away, onAway, onLeft, children }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [parts, setParts] = useState<Parts | null>(null);
  const [broken, setBroken] = useState<unknown>(null);
  const [phase, setPhase] = useState<Phase>("connecting");
  const [heardAt, setHeardAt] = useState<number | null>(null);
  const [items, setItems] = useState<readonly OutboxItem[]>([]);
  const [server, setServer] = useState<string | null>(null);
  const gone = useRef(onAway);
  gone.current = onAway;
  const id = me.member.id;

  useEffect(() => {
    let ended = false;
    let undo = () => {};
    start().catch(setBroken);
    return () => {
      ended = true;
      undo();
    };

    async function start() {
      const chest = await Chest.open(id, () => setBroken(new Error("the store was closed")));
      if (ended) return chest.close();
      // What was held from an earlier start is asked for again.
      const held = bookStore.get().fetchedAt === null;
      client.setQueryData(queries.me.queryKey, me, held ? { updatedAt: 0 } : {});
      await openStock(chest, client);
      const keptAt = await openFeeds(chest, client);
      if (ended) return chest.close();
      if (keptAt !== null) setHeardAt(keptAt);
      const stops = [keepStock(chest, client), keepFeeds(chest, client), loseWhatIsGone(client)];
      const outbox = new Outbox(chest, { onChange: setItems, onSignedOut: () => gone.current() });
      const connection = new Connection({
        onFrame: (frame: ServerFrame) => {
          if (frame.type === "hello") {
            // Another tab signed somebody else in.
            if (frame.member.id !== id) return gone.current();
            setServer(frame.server);
          }
          takeFrame(frame, { client, outbox, me: id });
        },
        onPhase: (now) => {
          setPhase((before) => {
            if (before === "live") setHeardAt(Date.now());
            return now;
          });
          if (now !== "live") return;
          outbox.nudge();
          askAgain(client);
          lookForNewVersion();
        },
        onJoined: (cursor) => {
          bookStore.update((book) => joinAt(book, cursor));
          void askAnew(client, { predicate: ({ queryKey }) => UNDATED.has(queryKey[0]) });
        },
        onRefetch: () => refetchAll(client),
        onSignedOut: () => gone.current(),
        fetchedAt: () => bookStore.get().fetchedAt,
      });
      outbox.start();
      // A basement may come before the form was ever opened: what it needs is fetched now.
      const keepAside = whenAnswered(client, () => {
        for (const query of STOCK) void client.prefetchQuery(query as typeof queries.deals);
        fetchTimeline(client);
        void fetchReplyForm().catch(() => undefined);
        void fetchFilingPage().catch(() => undefined);
      });
      connection.start(null);
      void repair(deviceName()).catch(() => undefined);
      setParts({ chest, outbox, connection });
      undo = () => {
        keepAside();
        for (const stop of stops) stop();
        connection.stop();
        outbox.close();
        chest.close();
        client.clear();
        bookStore.reset();
      };
    }
    // `me` is who this element was made for: another member is another element.
  }, [id, client]);

  const leftAt = useRef<number | null>(null);
  useEffect(() => {
    if (!parts) return;
    const { connection, outbox } = parts;
    if (away) {
      leftAt.current = connection.cursor;
      connection.stop();
    } else if (leftAt.current !== null) {
      // Back again: from where it was left, with what waited.
      connection.start(leftAt.current > 0 ? leftAt.current : null);
      leftAt.current = null;
      outbox.nudge();
    }
  }, [parts, away]);

  const live = useMemo<Live | null>(() => {
    if (!parts) return null;
    const { member } = me;
    const self = { id: member.id, name: member.name, department: "" };
    return {
      ...parts, me: self, phase, heardAt, items, server,
      signOut: async () => {
        try {
          // This device must not go on showing somebody's pushes to the next person.
          await switchOff().catch(() => undefined);
          await calls.signOut();
        } catch (error) {
          // Without the server's word the sign-in would still be there for the next person.
          if (error instanceof NoAnswer) {
            notifications.show({ color: "enji", title: t("settings.notSignedOut"), message: problemText(error) });
            return;
          }
        }
        await parts.chest.forgetKept().catch(() => undefined);
        onLeft();
      },
    };
  }, [parts, me, phase, heardAt, items, server, onLeft, t]);

  if (broken !== null) return <StoreTrouble error={broken} />;
  if (!live) return <Splash />;
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** Answers that do not say at which event they were built: those from before the session may have a hole behind them. */
const UNDATED: ReadonlySet<unknown> = new Set(["deal", "ledger"]);

const ASIDE_MS = 1_000;
/** Some screens ask for nothing of their own. */
const LOOKS_MAX = 6;

/** Once the screen has what it asked for. Returns how to leave it. */
function whenAnswered(client: QueryClient, work: () => void): () => void {
  let looks = 0;
  let timer = setTimeout(look, ASIDE_MS);
  function look() {
    looks += 1;
    const asked = client.getQueryCache().getAll().some(
      ({ queryKey, state }) => queryKey[0] !== "stock" && state.status !== "pending",
    );
    if (client.isFetching() === 0 && (asked || looks >= LOOKS_MAX)) work();
    else timer = setTimeout(look, ASIDE_MS);
  }
  return () => clearTimeout(timer);
}

/** Fills the stock from the device. */
async function openStock(chest: Chest, client: QueryClient): Promise<void> {
  const others = KEPT.filter((key) => key !== "me");
  const kept = await Promise.all(others.map((key) => chest.kept<unknown>(key)));
  others.forEach((key, place) => {
    if (kept[place] !== undefined) client.setQueryData(["stock", key], kept[place], { updatedAt: 0 });
  });
}

/** Keeps on the device what the server says of the stock. */
function keepStock(chest: Chest, client: QueryClient): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success") return;
    const [room, key] = event.query.queryKey;
    if (room === "stock" && KEPT.includes(key as (typeof KEPT)[number])) {
      void chest.keep(String(key), event.query.state.data, Date.now()).catch(() => undefined);
    }
  });
}

/** A report that was kept and may not be seen any more is shown no longer. */
function loseWhatIsGone(client: QueryClient): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated") return;
    const [room, id] = event.query.queryKey;
    const { error } = event.query.state;
    if (room === "report" && error instanceof Problem && error.status === 404) {
      bookStore.update((book) => lose(book, [Number(id)], book.cards.get(Number(id))?.seq ?? 0));
    }
  });
}

/** What failed for want of a network is asked again once there is one. */
function askAgain(client: QueryClient): void {
  void client.refetchQueries({
    type: "active",
    predicate: ({ state }) => state.fetchStatus === "idle" && (state.status === "error" || state.isInvalidated),
  });
}
