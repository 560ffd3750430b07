// Filters as chips. What is chosen stands in the address, so a filtered timeline can be kept and sent.
import { Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconArrowsSort, IconBookmark, IconStar, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { type Filter, isEmpty } from "~/state/filter";
import { type KeptFilter, keptFilters, sameFilter, storeFilters } from "~/state/keptFilters";
import css from "./filter.module.css";
import { useChosen } from "./useChosen";
import { untilThere } from "~/ui/untilThere";

const AllFilters = lazy(() => untilThere(() => import("./AllFilters").then((module) => ({ default: module.AllFilters }))));

interface Props {
  filter: Filter;
  onChange: (filter: Filter) => void;
}

export function FilterBar({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const { me } = useLive();
  const [opened, { open, close }] = useDisclosure(false);
  const [kept, setKept] = useState(() => keptFilters(me.id));
  const chosen = useChosen(filter);
  const keep = (next: KeptFilter[]) => {
    setKept(next);
    storeFilters(me.id, next);
  };
  const toggle = (key: "addressed" | "unread" | "bookmarked") =>
    onChange({ ...filter, [key]: filter[key] ? undefined : true });
  return (
    <div className={css.bar}>
      <button type="button" className={css.all} onClick={open} aria-expanded={opened} aria-label={t("timeline.filters")}>
        <IconAdjustmentsHorizontal size={18} aria-hidden />
        <span className={css.word}>{t("timeline.filters")}</span>
        {chosen.length > 0 && <span className={`${css.count} num`}>{chosen.length}</span>}
      </button>
      <Quick on={isEmpty(filter)} label={t("app.all")} onClick={() => onChange({ sort: filter.sort })} />
      {chosen.map(({ text, without }) => (
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
      ))}
      {kept.map((one) => (
        <Quick
          key={one.name}
          on={sameFilter(one.filter, filter)}
          label={one.name}
          icon={<IconStar size={15} aria-hidden />}
          onClick={() => onChange(sameFilter(one.filter, filter) ? {} : one.filter)}
        />
      ))}
      <Quick on={filter.addressed} label={t("timeline.addressed")} onClick={() => toggle("addressed")} />
      <Quick on={filter.unread} label={t("timeline.unreadOnly")} onClick={() => toggle("unread")} />
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
      <Quick
        on={filter.bookmarked}
        label={t("timeline.bookmarked")}
        icon={<IconBookmark size={15} aria-hidden />}
        onClick={() => toggle("bookmarked")}
      />
      <span className={css.narrow}>
        <SortChoice filter={filter} onChange={onChange} />
      </span>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="sm"
        title={t("timeline.filters")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        {opened && (
          <Suspense>
            <AllFilters
              filter={filter}
              onChange={onChange}
              onClose={close}
              kept={kept}
              onKept={keep}
              suggested={chosen.map((one) => one.text).join("・")}
            />
          </Suspense>
        )}
      </Drawer>
    </div>
  );
}

/** The order of the cards, turned by a tap. */
export function SortChoice({ filter, onChange }: Props) {
  const { t } = useTranslation();
  const byActivity = filter.sort === "activity";
  const order = t(byActivity ? "timeline.sortActivity" : "timeline.sortPosted");
  return (
    <button
      type="button"
      className={css.sort}
      title={t("timeline.sort")}
      onClick={() => onChange({ ...filter, sort: byActivity ? undefined : "activity" })}
    >
      <IconArrowsSort size={16} aria-hidden />
      <span className="unseen">{t("timeline.sort")}: </span>
      {order}
    </button>
  );
}

interface QuickProps {
  on: boolean | undefined;
  label: string;
  icon?: React.ReactNode;
  onClick: () => void;
}

function Quick({ on, label, icon, onClick }: QuickProps) {
  return (
    <button type="button" className={css.quick} aria-pressed={on ?? false} onClick={onClick}>
      {icon}
      {label}
    </button>
  );
}
