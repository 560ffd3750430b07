// Small marks that several screens share: the stone, a person's sign, a chip, an icon of an activity.
import {
  IconAlertTriangle, IconBuilding, IconDots, IconMail, IconMapPin, IconPhone, IconPresentation, IconVideo,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ActivityKind } from "~/wire";
import { initial } from "../format";
import css from "./parts.module.css";

/** The round stone: the mark of the next move, and the logo. */
export function Stone({ size = 12 }: { size?: number }) {
  return <span className={css.stone} style={{ width: size, height: size }} aria-hidden />;
}

export function Avatar({ name, size = 38 }: { name: string; size?: number }) {
  return (
    <span className={css.avatar} style={{ width: size, height: size, fontSize: size * 0.42 }} aria-hidden>
      {initial(name)}
    </span>
  );
}

export type Tone = "ask" | "danger" | "good" | "mine";

export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={css.chip} data-tone={tone}>
      {children}
    </span>
  );
}

const ICONS: Record<ActivityKind, typeof IconPhone> = {
  visit: IconMapPin,
  call: IconPhone,
  mail: IconMail,
  web_meeting: IconVideo,
  demonstration: IconPresentation,
  complaint: IconAlertTriangle,
  internal: IconBuilding,
  other: IconDots,
};

export function ActivityIcon({ kind, size = 15 }: { kind: ActivityKind; size?: number }) {
  const Icon = ICONS[kind];
  return <Icon size={size} stroke={1.8} aria-hidden />;
}
