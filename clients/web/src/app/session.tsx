// Who is signed in, and everything that lives as long as that: the chest, the outbox, the connection, and
// the way from frames to the book and the queries.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { SignInPage } from "~/features/sign-in/SignInPage";
import { Chest, type OutboxItem } from "~/live/chest";
import { Connection } from "~/live/connection";
import { type Live, LiveContext } from "~/live/context";
import type { Phase } from "~/live/machine";
import { Outbox } from "~/live/outbox";
import { deviceName, repair, switchOff } from "~/live/push";
import { joinAt } from "~/state/book";
import { bookStore } from "~/state/store";
import { KEPT, queries, refetchAll, STOCK } from "~/state/stock";
import type { Me, ServerFrame } from "~/wire";
import * as calls from "~/wire/calls";
import { NoAnswer, Problem } from "~/wire/problem";
import { Splash } from "./Splash";
import { takeFrame } from "./takeFrame";

const HELD_ME = "uchite.me";

type Who =
  | { kind: "asking" }
  | { kind: "nobody"; again: boolean }
  | { kind: "somebody"; me: Me };

const SignedOutContext = createContext<(again: boolean) => void>(() => undefined);
/** Tells the session that the server no longer knows us. */
export const useSignedOut = () => useContext(SignedOutContext);

export function SessionProvider({ children }: { children: ReactNode }) {
  const [who, setWho] = useState<Who>({ kind: "asking" });
  const client = useQueryClient();

  const ask = useCallback(async () => {
    setWho(await whoAmI());
  }, []);
  useEffect(() => void ask(), [ask]);

  const signedOut = useCallback(
    (again: boolean) => {
      setWho({ kind: "nobody", again });
    },
    [],
  );
  // A question that the server answers with "who are you?" ends the session on every screen.
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        const error = event.type === "updated" ? event.query.state.error : null;
        if (error instanceof Problem && error.status === 401) signedOut(true);
      }),
    [client, signedOut],
  );

  if (who.kind === "asking") return <Splash />;
  if (who.kind === "nobody") return <SignInPage again={who.again} onSignedIn={() => void ask()} />;
  return (
    <SignedOutContext.Provider value={signedOut}>
      <SignedIn key={who.me.member.id} me={who.me} onSignedOut={signedOut}>
        {children}
      </SignedIn>
    </SignedOutContext.Provider>
  );
}

/** The server's word; where nobody answers, who was last signed in here may go on reading and writing. */
async function whoAmI(): Promise<Who> {
  try {
    const me = await calls.me();
    localStorage.setItem(HELD_ME, JSON.stringify(me));
    return { kind: "somebody", me };
  } catch (error) {
    const held = error instanceof NoAnswer || (error instanceof Problem && error.retryable) ? heldMe() : null;
    return held ? { kind: "somebody", me: held } : { kind: "nobody", again: false };
  }
}

function heldMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(HELD_ME) ?? "null") as Me | null;
  } catch {
    return null;
  }
}

interface SignedInProps {
  me: Me;
  onSignedOut: (again: boolean) => void;
  children: ReactNode;
}

function SignedIn({ me, onSignedOut, children }: SignedInProps) {
  const client = useQueryClient();
  const [parts, setParts] = useState<{ chest: Chest; outbox: Outbox; connection: Connection } | null>(null);
  const [phase, setPhase] = useState<Phase>("connecting");
  const [items, setItems] = useState<readonly OutboxItem[]>([]);
  const [server, setServer] = useState<string | null>(null);
  const signedOut = useRef(onSignedOut);
  const id = me.member.id;

  useEffect(() => {
    let ended = false;
    let undo = () => {};
    void start();
    return () => {
      ended = true;
      undo();
    };

    async function start() {
      const chest = await Chest.open(id);
      if (ended) return chest.close();
      client.setQueryData(queries.me.queryKey, me);
      const unkeep = await keepStock(chest);
      if (ended) return chest.close();
      const outbox = new Outbox(chest, { onChange: setItems, onSignedOut: () => signedOut.current(true) });
      const connection = new Connection({
        onFrame: (frame: ServerFrame) => {
          if (frame.type === "hello") setServer(frame.server);
          takeFrame(frame, { client, outbox, me: id });
        },
        onPhase: (now) => {
          setPhase(now);
          if (now === "live") outbox.nudge();
        },
        onJoined: (cursor) => bookStore.update((book) => joinAt(book, cursor)),
        onRefetch: () => refetchAll(client),
        onSignedOut: () => signedOut.current(true),
      });
      outbox.start();
      // A basement may come before the form was ever opened: what it needs is fetched now.
      for (const query of STOCK) void client.prefetchQuery(query as typeof queries.deals);
      connection.start(null);
      void repair(deviceName()).catch(() => undefined);
      setParts({ chest, outbox, connection });
      undo = () => {
        unkeep();
        connection.stop();
        outbox.close();
        chest.close();
        client.clear();
        bookStore.reset();
      };
    }

    /** Fills the stock from the device, and keeps on the device what the server says later. */
    async function keepStock(chest: Chest): Promise<() => void> {
      for (const key of KEPT) {
        const kept = key === "me" ? undefined : await chest.kept<unknown>(key);
        if (kept !== undefined) client.setQueryData(["stock", key], kept, { updatedAt: 0 });
      }
      return client.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "success") return;
        const [room, key] = event.query.queryKey;
        if (room === "stock" && KEPT.includes(key as (typeof KEPT)[number])) {
          void chest.keep(String(key), event.query.state.data, Date.now()).catch(() => undefined);
        }
      });
    }
    // `me` is who this element was made for: another member is another element.
  }, [id, client]);

  const live = useMemo<Live | null>(() => {
    if (!parts) return null;
    const { member } = me;
    const self = { id: member.id, name: member.name, department: "" };
    return {
      ...parts, me: self, phase, items, server,
      signOut: async () => {
        // This device must not go on showing somebody's pushes to the next person.
        await switchOff().catch(() => undefined);
        await calls.signOut().catch(() => undefined);
        localStorage.removeItem(HELD_ME);
        signedOut.current(false);
      },
    };
  }, [parts, me, phase, items, server]);

  if (!live) return <Splash />;
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}
