// Every filter of the timeline, and those that are kept on this device.
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconLink, IconStar, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { type Filter, isEmpty } from "~/state/filter";
import { KEPT_MAX, type KeptFilter, withFilter, withoutFilter } from "~/state/keptFilters";
import { useCompetitors, useCustomers, useDepartments, useMe, useMembers, usePurposes } from "~/state/stock";
import { Choices } from "~/ui/Choices";
import css from "./filter.module.css";
import { sizeText } from "./useChosen";

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
  onClose: () => void;
  kept: readonly KeptFilter[];
  onKept: (kept: KeptFilter[]) => void;
  /** What a filter to be kept may be called. */
  suggested: string;
}

/** Sizes of deals, in yen; the upper end belongs to the next one. */
const SIZES: readonly (readonly [number | undefined, number | undefined])[] = [
  [undefined, 4_999_999],
  [5_000_000, 19_999_999],
  [20_000_000, 99_999_999],
  [100_000_000, undefined],
];

const KINDS = ["visit", "call", "mail", "web_meeting", "demonstration", "complaint", "internal", "other"] as const;

export function AllFilters({ filter, onChange, onClose, kept, onKept, suggested }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  const members = useMembers().filter((one) => one.active);
  const size = SIZES.findIndex(([min, max]) => min === filter.amount_min && max === filter.amount_max);
  return (
    <div className={css.parts}>
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
      <Part title={t("timeline.sort")}>
        <Choices
          label={t("timeline.sort")}
          options={[
            { value: "posted", label: t("timeline.sortPosted") },
            { value: "activity", label: t("timeline.sortActivity") },
          ]}
          value={filter.sort ?? "posted"}
          onChange={(sort) => set({ sort: sort === "activity" ? "activity" : undefined })}
        />
      </Part>
      <Kept filter={filter} kept={kept} onKept={onKept} suggested={suggested} />
      <div className={css.foot}>
        <Button variant="default" onClick={() => onChange({})}>
          {t("timeline.clear")}
        </Button>
        <Button onClick={onClose}>{t("timeline.show")}</Button>
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
  const { t } = useTranslation();
  return (
    <Select
      label={label}
      placeholder={t("app.all")}
      searchable
      clearable
      limit={60}
      data={items.map((one) => ({ value: String(one.id), label: one.name }))}
      value={value === undefined ? null : String(value)}
      onChange={(id) => onPick(id === null ? undefined : Number(id))}
    />
  );
}

type KeptProps = Pick<Props, "filter" | "kept" | "onKept" | "suggested">;

/** Filters under a name. They stay on this device, and the screen says so. */
function Kept({ filter, kept, onKept, suggested }: KeptProps) {
  const { t } = useTranslation();
  const [name, setName] = useState<string | null>(null);
  const called = name ?? suggested;
  const copy = () =>
    void navigator.clipboard?.writeText(location.href).then(() => notifications.show({ message: t("card.copied") }));
  return (
    <Part title={t("timeline.kept")}>
      <p className={css.hint}>{t("timeline.keepHint")}</p>
      {!isEmpty(filter) && (
        <div className={css.keep}>
          <TextInput
            aria-label={t("timeline.keepName")}
            placeholder={t("timeline.keepName")}
            maxLength={40}
            value={called}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            variant="light"
            leftSection={<IconStar size={16} aria-hidden />}
            disabled={called.trim() === "" || kept.length >= KEPT_MAX}
            onClick={() => {
              onKept(withFilter(kept, called, filter));
              setName(null);
            }}
          >
            {t("timeline.keep")}
          </Button>
          <Button variant="subtle" leftSection={<IconLink size={16} aria-hidden />} onClick={copy}>
            {t("timeline.copyAddress")}
          </Button>
        </div>
      )}
      <ul className={css.kept}>
        {kept.map((one) => (
          <li key={one.name}>
            <span>{one.name}</span>
            <ActionIcon
              color="gray"
              aria-label={t("timeline.forget", { name: one.name })}
              onClick={() => onKept(withoutFilter(kept, one.name))}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </Part>
  );
}
