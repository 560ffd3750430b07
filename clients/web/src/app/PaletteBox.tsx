// One box to go anywhere: screens, deals, customers, people, or a search for the words; and what is switched
// rather than gone to.
import "@mantine/spotlight/styles.layer.css";
import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconBriefcase, IconBuilding, IconLanguage, IconMoon, IconPencil, IconSearch, IconSun, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { holds } from "~/state/fold";
import { useById, useCustomers, useDeals, useDepartments, useMembers } from "~/state/stock";
import { speak } from "~/ui/words";

const SHOWN = 5;

/** Opens whenever `asked` counts on. */
export function PaletteBox({ asked }: { asked: number }) {
  useEffect(() => spotlight.open(), [asked]);
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const words = query.trim();
  const screens = useScreens();
  const commands = useCommands();
  const found = useFound(words);
  const named = (one: SpotlightActionData) => words === "" || holds(words, [one.label ?? ""]);
  return (
    <Spotlight
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      filter={(_, actions) => actions}
      actions={[...screens.filter(named), ...found, ...commands.filter(named)]}
      searchProps={{
        placeholder: t("search.palettePlaceholder"),
        "aria-label": t("search.palette"),
        leftSection: <IconSearch size={20} />,
      }}
      nothingFound={t("people.empty")}
      scrollable
      maxHeight={440}
    />
  );
}

function useScreens(): SpotlightActionData[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const screens = [
    ["/", "timeline"], ["/inbox", "inbox"], ["/deals", "deals"], ["/customers", "customers"], ["/members", "people"],
    ["/outbox", "outbox"], ["/settings", "settings"],
  ] as const;
  return [
    {
      id: "/new",
      label: t("nav.report"),
      leftSection: <IconPencil size={18} />,
      onClick: () => void navigate({ to: "/new" }),
    },
    ...screens.map(([to, name]) => ({ id: to, label: t(`nav.${name}`), onClick: () => void navigate({ to }) })),
  ];
}

function useCommands(): SpotlightActionData[] {
  const { t, i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  return [
    { id: "light", label: t("search.toLight"), leftSection: <IconSun size={18} />, onClick: () => setColorScheme("light") },
    { id: "dark", label: t("search.toDark"), leftSection: <IconMoon size={18} />, onClick: () => setColorScheme("dark") },
    {
      id: "language",
      // In the language of who looks for it.
      label: i18n.language === "ja" ? "English" : "日本語",
      leftSection: <IconLanguage size={18} />,
      onClick: () => void speak(i18n.language === "ja" ? "en" : "ja"),
    },
  ];
}

/** By any of their names, in kana too. */
function useFound(words: string): SpotlightActionData[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const deals = useDeals();
  const members = useMembers();
  const companies = useCustomers();
  const customers = useById(companies);
  const departments = useById(useDepartments());
  if (words === "") return [];
  const names = (id: number) => {
    const one = customers.get(id);
    return one ? [one.name, one.kana, ...one.aliases, ...one.former_names] : [];
  };
  const foundDeals = deals
    .filter((deal) => !deal.general && holds(words, [deal.name, ...names(deal.customer)]))
    .slice(0, SHOWN)
    .map((deal) => ({
      id: `deal-${deal.id}`,
      label: deal.name,
      description: customers.get(deal.customer)?.name ?? "",
      leftSection: <IconBriefcase size={18} />,
      onClick: () => void navigate({ to: "/deals/$id", params: { id: deal.id } }),
    }));
  const foundCompanies = companies
    .filter((one) => !one.retired && holds(words, names(one.id)))
    .slice(0, SHOWN)
    .map((one) => ({
      id: `customer-${one.id}`,
      label: one.name,
      description: one.industry,
      leftSection: <IconBuilding size={18} />,
      onClick: () => void navigate({ to: "/customers/$id", params: { id: one.id } }),
    }));
  const foundPeople = members
    .filter((one) => one.active && holds(words, [one.name, one.kana, one.employee_no]))
    .slice(0, SHOWN)
    .map((one) => ({
      id: `member-${one.id}`,
      label: one.name,
      description: departments.get(one.department)?.name ?? "",
      leftSection: <IconUser size={18} />,
      onClick: () => void navigate({ to: "/members/$id", params: { id: one.id } }),
    }));
  const search = {
    id: "search",
    label: `${t("search.reports")}: ${words}`,
    leftSection: <IconSearch size={18} />,
    onClick: () => void navigate({ to: "/search", search: { q: words } }),
  };
  return [...foundDeals, ...foundCompanies, ...foundPeople, search];
}
