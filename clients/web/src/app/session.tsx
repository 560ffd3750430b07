// Who is signed in. What lives as long as that stands in `SignedIn`.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { askForMasters } from "~/state/answer";
import type { Me } from "~/wire";
import * as calls from "~/wire/calls";
import { askFor } from "~/wire/http";
import { NoAnswer, Problem } from "~/wire/problem";
import { SignedIn } from "./SignedIn";
import css from "./shell.module.css";
import { Splash } from "./Splash";
import { type Who, type WhoAnswer, whoNow } from "./who";
import { untilThere } from "~/ui/untilThere";

// Seldom seen: most come back signed in.
const SignInPage = lazy(() => untilThere(() => import("~/features/sign-in/SignInPage").then((module) => ({ default: module.SignInPage }))));

const HELD_ME = "uchite.me";
/** All tabs of a browser have one cookie: what one does to it concerns all. */
const TABS = "uchite-session";

export function SessionProvider({ children }: { children: ReactNode }) {
  const [who, setWho] = useState<Who>({ kind: "asking" });
  const client = useQueryClient();
  const tabs = useRef<BroadcastChannel | null>(null);

  const ask = useCallback(async () => {
    const now = await whoAmI();
    setWho((before) => {
      const next = whoNow(before, now, heldMe());
      askFor(next.kind === "somebody" ? next.me.member.id : null);
      return next;
    });
  }, []);
  useEffect(() => {
    const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(TABS);
    channel?.addEventListener("message", () => void ask());
    tabs.current = channel;
    void ask();
    return () => channel?.close();
  }, [ask]);

  const away = useCallback(() => setWho((held) => (held.kind === "somebody" ? { ...held, away: true } : held)), []);
  const left = useCallback(() => {
    localStorage.removeItem(HELD_ME);
    tabs.current?.postMessage("left");
    askFor(null);
    setWho({ kind: "nobody" });
  }, []);
  const signedIn = useCallback(async () => {
    await ask();
    tabs.current?.postMessage("signed in");
  }, [ask]);
  // A question that the server answers with "who are you?" ends the session on every screen.
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        const error = event.type === "updated" ? event.query.state.error : null;
        if (error instanceof Problem && error.status === 401) away();
      }),
    [client, away],
  );

  if (who.kind === "asking") return <Splash />;
  if (who.kind === "nobody") {
    return (
      <Suspense fallback={<Splash />}>
        <SignInPage login={heldMe()?.member.login ?? null} onSignedIn={signedIn} />
      </Suspense>
    );
  }
  return (
    <>
      <div inert={who.away}>
        <SignedIn key={who.me.member.id} me={who.me} away={who.away} onAway={away} onLeft={left}>
          {children}
        </SignedIn>
      </div>
      {who.away && (
        // What is being written waits beneath, and nobody reads it over a shoulder.
        <div className={css.again}>
          <Suspense>
            <SignInPage login={who.me.member.login} again onSignedIn={signedIn} />
          </Suspense>
        </div>
      )}
    </>
  );
}

async function whoAmI(): Promise<WhoAnswer> {
  try {
    const me = await askForMasters(calls.me);
    localStorage.setItem(HELD_ME, JSON.stringify(me));
    return { kind: "me", me };
  } catch (error) {
    const silent = error instanceof NoAnswer || (error instanceof Problem && error.retryable);
    return { kind: silent ? "silence" : "nobody" };
  }
}

function heldMe(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(HELD_ME) ?? "null") as Me | null;
  } catch {
    return null;
  }
}
