// What of a filter is chosen beyond the quick chips, in words, each with what takes it away.
import { useTranslation } from "~/ui/words/useTranslation";
import type { Filter } from "~/state/filter";
import {
  useById, useCompetitors, useCustomers, useDepartments, useMe, useMembers, usePurposes,
} from "~/state/stock";
import { yen } from "~/ui/format";

export interface ChosenPart {
  text: string;
  without: Partial<Filter>;
}

export function useChosen(filter: Filter): ChosenPart[] {
  const { t } = useTranslation();
  const stages = useMe()?.stages ?? [];
  const members = useById(useMembers());
  const departments = useById(useDepartments());
  const customers = useById(useCustomers());
  const competitors = useById(useCompetitors());
  const purposes = useById(usePurposes());
  const named = (map: ReadonlyMap<number, { name: string }>, id: number | undefined) =>
    id === undefined ? null : (map.get(id)?.name ?? `#${id}`);
  const chosen: [string | null, Partial<Filter>][] = [
    [filter.stage === undefined ? null : (stages[filter.stage]?.name ?? `#${filter.stage}`), { stage: undefined }],
    [
      filter.amount_min === undefined && filter.amount_max === undefined
        ? null
        : sizeText(filter.amount_min, filter.amount_max, t),
      { amount_min: undefined, amount_max: undefined },
    ],
    [filter.kind && filter.kind !== "complaint" ? t(`activity.${filter.kind}`) : null, { kind: undefined }],
    [named(members, filter.owner), { owner: undefined }],
    [named(departments, filter.department), { department: undefined }],
    [named(customers, filter.customer), { customer: undefined }],
    [named(competitors, filter.competitor), { competitor: undefined }],
    [named(purposes, filter.purpose), { purpose: undefined }],
  ];
  return chosen.flatMap(([text, without]) => (text === null ? [] : [{ text, without }]));
}

type T = ReturnType<typeof useTranslation>["t"];

/** A range of amounts in words. */
export function sizeText(min: number | undefined, max: number | undefined, t: T): string {
  if (min === undefined && max !== undefined) return t("timeline.amountUnder", { max: yen(max + 1) });
  if (max === undefined && min !== undefined) return t("timeline.amountOver", { min: yen(min) });
  return t("timeline.amountBetween", { min: yen(min ?? 0), max: yen((max ?? 0) + 1) });
}
