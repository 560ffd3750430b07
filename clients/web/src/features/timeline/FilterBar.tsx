// Filters as chips. What is chosen stands in the address, so a filtered timeline can be kept and sent.
import { Button, Drawer, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Filter, isEmpty } from "~/state/filter";
import {
  useById, useCompetitors, useCustomers, useDepartments, useMe, useMembers, usePurposes,
} from "~/state/stock";
import { Choices } from "~/ui/Choices";
import { yen } from "~/ui/format";
import css from "./filter.module.css";

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** Sizes of deals, in yen; the upper end belongs to the next one. */
const SIZES: readonly (readonly [number | undefined, number | undefined])[] = [
  [undefined, 4_999_999],
  [5_000_000, 19_999_999],
  [20_000_000, 99_999_999],
  [100_000_000, undefined],
];

const KINDS = ["visit", "call", "mail", "web_meeting", "demonstration", "complaint", "internal", "other"] as const;

export function FilterBar({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const toggle = (key: "addressed" | "unread", on: boolean | undefined) =>
    onChange({ ...filter, [key]: on ? undefined : true });
  return (
    <div className={css.bar}>
      <Quick on={isEmpty(filter)} label={t("app.all")} onClick={() => onChange({ sort: filter.sort })} />
      <Quick on={filter.addressed} label={t("timeline.addressed")} onClick={() => toggle("addressed", filter.addressed)} />
      <Quick on={filter.unread} label={t("timeline.unreadOnly")} onClick={() => toggle("unread", filter.unread)} />
      <Quick
        on={filter.consult === "waits"}
        label={t("timeline.consult")}
        onClick={() => onChange({ ...filter, consult: filter.consult ? undefined : "waits" })}
      />
      <Quick
        on={filter.kind === "complaint"}
        label={t("timeline.complaint")}
        onClick={() => onChange({ ...filter, kind: filter.kind === "complaint" ? undefined : "complaint" })}
      />
      <Chosen filter={filter} onChange={onChange} />
      <button type="button" className={css.more} onClick={open} aria-expanded={opened}>
        <IconAdjustmentsHorizontal size={17} aria-hidden />
        {t("timeline.filters")}
      </button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="sm"
        title={t("timeline.filters")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {opened && <AllFilters filter={filter} onChange={onChange} onClose={close} />}
      </Drawer>
    </div>
  );
}

function Quick({ on, label, onClick }: { on: boolean | undefined; label: string; onClick: () => void }) {
  return (
    <button type="button" className={css.quick} aria-pressed={on ?? false} onClick={onClick}>
      {label}
    </button>
  );
}

function AllFilters({ filter, onChange, onClose }: Props & { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  const members = useMembers().filter((one) => one.active);
  const size = SIZES.findIndex(([min, max]) => min === filter.amount_min && max === filter.amount_max);
  return (
    <div className={css.all}>
      <Part title={t("timeline.stage")}>
        <Choices
          label={t("timeline.stage")}
          options={(me?.stages ?? []).map((stage, place) => ({ value: place, label: stage.name }))}
          value={filter.stage ?? null}
          onChange={(stage) => set({ stage })}
          onClear={() => set({ stage: undefined })}
        />
      </Part>
      <Part title={t("timeline.amount")}>
        <Choices
          label={t("timeline.amount")}
          options={SIZES.map(([min, max], place) => ({ value: place, label: sizeText(min, max, t) }))}
          value={size >= 0 && (filter.amount_min !== undefined || filter.amount_max !== undefined) ? size : null}
          onChange={(place) => set({ amount_min: SIZES[place]?.[0], amount_max: SIZES[place]?.[1] })}
          onClear={() => set({ amount_min: undefined, amount_max: undefined })}
        />
      </Part>
      <Part title={t("timeline.type")}>
        <Choices
          label={t("timeline.type")}
          options={KINDS.map((kind) => ({ value: kind, label: t(`activity.${kind}`) }))}
          value={filter.kind ?? null}
          onChange={(kind) => set({ kind })}
          onClear={() => set({ kind: undefined })}
        />
      </Part>
      <Pick label={t("timeline.owner")} items={members} value={filter.owner} onPick={(owner) => set({ owner })} />
      <Pick
        label={t("timeline.department")}
        items={useDepartments()}
        value={filter.department}
        onPick={(department) => set({ department })}
      />
      <Pick
        label={t("timeline.customer")}
        items={useCustomers()}
        value={filter.customer}
        onPick={(customer) => set({ customer })}
      />
      <Pick
        label={t("timeline.competitor")}
        items={useCompetitors()}
        value={filter.competitor}
        onPick={(competitor) => set({ competitor })}
      />
      <Pick
        label={t("timeline.purpose")}
        items={usePurposes()}
        value={filter.purpose}
        onPick={(purpose) => set({ purpose })}
      />
      <Choices
        label={t("timeline.sortPosted")}
        options={[
          { value: "posted", label: t("timeline.sortPosted") },
          { value: "activity", label: t("timeline.sortActivity") },
        ]}
        value={filter.sort ?? "posted"}
        onChange={(sort) => set({ sort: sort === "activity" ? "activity" : undefined })}
      />
      <div className={css.foot}>
        <Button variant="default" onClick={() => onChange({})}>
          {t("timeline.clear")}
        </Button>
        <Button onClick={onClose}>{t("app.close")}</Button>
      </div>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface PickProps {
  label: string;
  items: readonly { id: number; name: string }[];
  value: number | undefined;
  onPick: (id: number | undefined) => void;
}

function Pick({ label, items, value, onPick }: PickProps) {
  return (
    <Select
      label={label}
      searchable
      clearable
      limit={60}
      data={items.map((one) => ({ value: String(one.id), label: one.name }))}
      value={value === undefined ? null : String(value)}
      onChange={(id) => onPick(id === null ? undefined : Number(id))}
    />
  );
}

/** What is chosen beyond the quick chips, each to be taken away by a tap. */
function Chosen({ filter, onChange }: Props) {
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
    [filter.sort === "activity" ? t("timeline.sortActivity") : null, { sort: undefined }],
  ];
  return chosen.map(([text, without]) =>
    text === null ? null : (
      <button
        key={text}
        type="button"
        className={css.chosen}
        aria-label={t("timeline.remove", { what: text })}
        onClick={() => onChange({ ...filter, ...without })}
      >
        {text}
        <IconX size={15} aria-hidden />
      </button>
    ),
  );
}

type T = ReturnType<typeof useTranslation>["t"];

function sizeText(min: number | undefined, max: number | undefined, t: T): string {
  if (min === undefined && max !== undefined) return t("timeline.amountUnder", { max: yen(max + 1) });
  if (max === undefined && min !== undefined) return t("timeline.amountOver", { min: yen(min) });
  return t("timeline.amountBetween", { min: yen(min ?? 0), max: yen((max ?? 0) + 1) });
}
