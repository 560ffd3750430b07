// What a new organisation still lacks before its first report makes sense. Pure.
import type { Customer, Deal, Me, Member } from "~/wire";

export type Step = "people" | "deal" | "report";

interface Ground {
  me: Me;
  members: readonly Member[];
  customers: readonly Customer[];
  deals: readonly Deal[];
}

/** Null: the organisation is under way, nothing is to be said. */
export function stepsFor({ me, members, customers, deals }: Ground): Record<Step, boolean> | null {
  const done = {
    people: members.some((one) => one.id !== me.member.id && one.active),
    deal: deals.some((deal) => !deal.general) || customers.some((one) => !one.internal),
    report: deals.some((deal) => deal.reports > 0),
  };
  return done.people && done.deal && done.report ? null : done;
}
