// What a report said before it was corrected.
import { useTranslation } from "react-i18next";
import block from "~/ui/block.module.css";
import { moment } from "~/ui/format";
import type { EarlierVersion } from "~/wire";

export function Earlier({ earlier }: { earlier: readonly EarlierVersion[] }) {
  const { t } = useTranslation();
  return (
    <section className={block.sheet}>
      <h2>{t("card.earlierVersions")}</h2>
      <ol className={block.list}>
        {earlier.map((version) => (
          <li key={version.corrected_at} style={{ marginBottom: 10 }}>
            <div className={block.rowMeta}>{t("card.until", { when: moment(version.corrected_at) })}</div>
            <div style={{ whiteSpace: "pre-wrap" }}>{version.text || t("app.none")}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
