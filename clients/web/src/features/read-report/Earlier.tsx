// What a report said before it was corrected: of each version, what was different from the next.
import { useTranslation } from "~/ui/words/useTranslation";
import { useById, useContacts } from "~/state/stock";
import block from "~/ui/block.module.css";
import { factText } from "~/ui/card/Facts";
import { inLanguage, moment } from "~/ui/format";
import type { Card, EarlierVersion } from "~/wire";
import { differences, type Version } from "./versions";

export function Earlier({ card, earlier }: { card: Card; earlier: readonly EarlierVersion[] }) {
  const { t } = useTranslation();
  const contacts = useById(useContacts());
  const labels = new Map(card.facts.map((fact) => [fact.key, inLanguage(fact.label, fact.label_en)]));
  const name = (id: number) => card.met.find((one) => one.id === id)?.name ?? contacts.get(id)?.name ?? `#${id}`;
  const none = t("app.none");
  const now: Version = {
    occurred_at: card.occurred_at,
    met: card.met.map((one) => one.id),
    fields: Object.fromEntries(card.facts.map((fact) => [fact.key, fact.value])),
    text: card.text,
  };
  return (
    <section className={block.sheet}>
      <h2>{t("card.earlierVersions")}</h2>
      <ol className={block.list}>
        {earlier.map((version, place) => {
          const different = differences(version, earlier[place + 1] ?? now);
          return (
            <li key={`${version.corrected_at} ${place}`} style={{ marginBottom: 12 }}>
              <div className={block.rowMeta}>{t("card.until", { when: moment(version.corrected_at) })}</div>
              {different.occurred && (
                <div>
                  {t("filing.occurred")}: {moment(version.occurred_at)}
                </div>
              )}
              {different.met && (
                <div>
                  {t("filing.met")}: {version.met.map(name).join("、") || none}
                </div>
              )}
              {different.fields.map((key) => (
                <div key={key}>
                  {labels.get(key) ?? key}:{" "}
                  {version.fields[key] === undefined ? none : factText(version.fields[key], t("filing.yes"), t("filing.no"))}
                </div>
              ))}
              {different.text && <div style={{ whiteSpace: "pre-wrap" }}>{version.text || none}</div>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
