// Everybody, to be found by name, kana, number or department.
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { holds } from "~/state/fold";
import { useById, useDepartments, useMembers } from "~/state/stock";
import block from "~/ui/block.module.css";
import { Avatar } from "~/ui/card/parts";
import { PageHead } from "~/ui/Page";
import { Empty } from "~/ui/States";
import type { Member } from "~/wire";

const SHOWN = 300;

interface Props {
  /** What can be done about all of them. */
  side?: ReactNode;
}

export function PeoplePage({ side }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const members = useMembers();
  const departments = useById(useDepartments());
  const departmentOf = (member: Member) => departments.get(member.department)?.name ?? "";
  const found = members.filter(
    (one) => one.active && holds(query, [one.name, one.kana, one.employee_no, one.title, departmentOf(one), ...one.topics]),
  );
  const groups = new Map<number, Member[]>();
  for (const one of found.slice(0, SHOWN)) groups.set(one.department, [...(groups.get(one.department) ?? []), one]);
  return (
    <>
      <PageHead title={t("people.title")} side={side}>
        <TextInput
          aria-label={t("people.search")}
          placeholder={t("people.search")}
          leftSection={<IconSearch size={18} />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </PageHead>
      {found.length === 0 && members.length > 0 && <Empty title={t("people.empty")} />}
      {[...groups].map(([id, list]) => (
        <section key={id} className={block.sheet} style={{ padding: "12px 6px 6px" }}>
          <h2 style={{ padding: "0 12px" }}>
            <Link to="/departments/$id" params={{ id }}>
              {departments.get(id)?.name}
            </Link>
          </h2>
          <ul className={block.list}>
            {list.map((one) => (
              <li key={one.id}>
                <Link to="/members/$id" params={{ id: one.id }} className={block.row}>
                  <Avatar name={one.name} />
                  <span className={block.rowMain}>
                    <span className={block.rowTitle}>{one.name}</span>
                    <span className={block.rowMeta}>
                      {one.title && <span>{one.title}</span>}
                      {one.topics.length > 0 && <span>{one.topics.join("・")}</span>}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
