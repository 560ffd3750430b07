// One box to go anywhere: screens, deals, people, or a search for the words.
import "@mantine/spotlight/styles.layer.css";
import { Spotlight, spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconBriefcase, IconSearch, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { holds } from "~/state/fold";
import { useById, useCustomers, useDeals, useDepartments, useMembers } from "~/state/stock";

const SHOWN = 6;

/** Opens whenever `asked` counts on. */
export function PaletteBox({ asked }: { asked: number }) {
  useEffect(() => spotlight.open(), [asked]);
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const deals = useDeals();
  const members = useMembers();
  const customers = useById(useCustomers());
  const departments = useById(useDepartments());

  const screens: SpotlightActionData[] = (
    [
      ["/", "timeline"], ["/inbox", "inbox"], ["/new", "report"], ["/deals", "deals"],
      ["/members", "people"], ["/outbox", "outbox"], ["/settings", "settings"],
    ] as const
  ).map(([to, name]) => ({ id: to, label: t(`nav.${name}`), onClick: () => void navigate({ to }) }));
  const words = query.trim();
  const foundDeals = words === "" ? [] : deals
    .filter((deal) => {
      const customer = customers.get(deal.customer);
      return !deal.general && holds(words, [deal.name, customer?.name ?? "", customer?.kana ?? ""]);
    })
    .slice(0, SHOWN)
    .map((deal) => ({
      id: `deal-${deal.id}`,
      label: deal.name,
      description: customers.get(deal.customer)?.name ?? "",
      leftSection: <IconBriefcase size={18} />,
      onClick: () => void navigate({ to: "/deals/$id", params: { id: deal.id } }),
    }));
  const foundPeople = words === "" ? [] : members
    .filter((one) => one.active && holds(words, [one.name, one.kana, one.employee_no]))
    .slice(0, SHOWN)
    .map((one) => ({
      id: `member-${one.id}`,
      label: one.name,
      description: departments.get(one.department)?.name ?? "",
      leftSection: <IconUser size={18} />,
      onClick: () => void navigate({ to: "/members/$id", params: { id: one.id } }),
    }));
  const search = words === "" ? [] : [{
    id: "search",
    label: `${t("search.reports")}: ${words}`,
    leftSection: <IconSearch size={18} />,
    onClick: () => void navigate({ to: "/search", search: { q: words } }),
  }];
  return (
    <Spotlight
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      filter={(_, actions) => actions}
      actions={[
        ...search,
        ...screens.filter((one) => words === "" || holds(words, [one.label ?? ""])),
        ...foundDeals,
        ...foundPeople,
      ]}
      searchProps={{
        placeholder: t("search.palettePlaceholder"),
        "aria-label": t("search.palette"),
        leftSection: <IconSearch size={20} />,
      }}
      nothingFound={t("people.empty")}
      scrollable
      maxHeight={420}
    />
  );
}
