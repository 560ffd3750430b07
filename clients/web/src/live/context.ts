// What lives as long as somebody is signed in, for the screens.
import { createContext, useContext } from "react";
import type { MemberRef } from "~/wire";
import type { Chest, OutboxItem } from "./chest";
import type { Connection } from "./connection";
import type { Phase } from "./machine";
import type { Outbox } from "./outbox";

export interface Live {
  me: MemberRef;
  chest: Chest;
  outbox: Outbox;
  connection: Connection;
  phase: Phase;
  /** Until when everything came in, while the connection is away; null: nothing is known. */
  heardAt: number | null;
  /** The server's version, from its hello. */
  server: string | null;
  items: readonly OutboxItem[];
  signOut(): Promise<void>;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive stands only below a signed-in member");
  return live;
}
