// People at a customer: their part in the decision, and who of us knows them.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Contact } from "~/wire";
import css from "./contacts.module.css";

/** Who decides first. */
const WEIGHT: Record<Contact["decision"], number> = { decider: 0, influencer: 1, gatekeeper: 2, user: 3, unknown: 4 };

interface Props {
  contacts: readonly Contact[];
  nameOf: (member: number) => string;
}

export function ContactList({ contacts, nameOf }: Props) {
  const { t } = useTranslation();
  const sorted = [...contacts].sort((a, b) => WEIGHT[a.decision] - WEIGHT[b.decision]);
  return (
    <ul className={css.contacts}>
      {sorted.map((one) => (
        <li key={one.id}>
          <span className={css.name}>{one.name}</span>
          {one.title && <small>{one.title}</small>}
          {one.decision !== "unknown" && <em data-decision={one.decision}>{t(`decision.${one.decision}`)}</em>}
          {one.retired && <small>{t("customers.left")}</small>}
          <small className={css.tie}>
            {one.known_by.length === 0
              ? t("customers.nobodyKnows")
              : t("customers.knownBy")}
            {one.known_by.map((id, place) => (
              <span key={id}>
                {place > 0 && "、"}
                <Link to="/members/$id" params={{ id }}>
                  {nameOf(id)}
                </Link>
              </span>
            ))}
          </small>
        </li>
      ))}
    </ul>
  );
}
