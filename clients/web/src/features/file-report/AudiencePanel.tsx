// Exactly who will get this report, and why, before it is filed; people may be added or left out.
import { IconBell, IconUsers, IconX } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Avatar } from "~/ui/card/parts";
import { reasonsText } from "~/ui/card/reasons";
import { PeoplePick } from "~/ui/PeoplePick";
import { problemText } from "~/ui/problemText";
import type { AudienceView } from "~/wire";
import css from "./audience.module.css";
import type { Form } from "./form";
import type { PreviewState } from "./usePreview";

interface Props {
  preview: PreviewState;
  form: Form;
  onChange: (change: (form: Form) => Form) => void;
  /** Whom else it goes to can be chosen: a list of everybody, which comes after what is seen first. */
  whole: boolean;
}

export function AudiencePanel({ preview, form, onChange, whole }: Props) {
  const { t } = useTranslation();
  const entries = (preview.preview?.audience ?? []).filter((one) => !isAuthor(one));
  const loud = entries.filter((one) => one.how === "notify");
  const quiet = entries.filter((one) => one.how !== "notify");
  const leaveOut = (member: number) =>
    onChange((held) => ({
      ...held,
      not: held.also.includes(member) ? held.not : [...new Set([...held.not, member])],
      also: held.also.filter((id) => id !== member),
    }));
  return (
    <aside id="audience" className={css.panel} aria-label={t("filing.audience")} aria-busy={preview.updating}>
      <h2>
        <IconUsers size={19} aria-hidden />
        {t("filing.audience")}
      </h2>
      {preview.kind === "incomplete" && <p className={css.note}>{t("filing.audienceWaits")}</p>}
      {preview.kind === "offline" && <p className={css.note}>{t("filing.audienceOffline")}</p>}
      {preview.kind === "failed" && <p className={css.note}>{problemText(preview.error)}</p>}
      {preview.kind === "asking" && <p className={css.note}>{t("filing.audienceUpdating")}</p>}
      {preview.kind === "known" && (
        <div>
          <p className={css.sum} role="status">
            <b className="num">{entries.length === 0 ? t("filing.audienceNone") : t("filing.audienceCount", { count: entries.length })}</b>
            {loud.length > 0 && (
              <span className="num">
                <IconBell size={15} aria-hidden />
                {t("filing.audienceNotify", { count: loud.length })}
              </span>
            )}
          </p>
          <ul className={css.list}>
            {[...loud, ...quiet].map((entry) => (
              <Entry key={entry.member.id} entry={entry} onLeaveOut={() => leaveOut(entry.member.id)} />
            ))}
          </ul>
        </div>
      )}
      <LeftOut form={form} onChange={onChange} />
      {whole ? <Widen also={form.also} onChange={onChange} /> : <div className={css.widen} />}
    </aside>
  );
}

const isAuthor = (entry: AudienceView): boolean => entry.reasons.some((reason) => reason.why === "author");

function Entry({ entry, onLeaveOut }: { entry: AudienceView; onLeaveOut: () => void }) {
  const { t } = useTranslation();
  const { member, reasons, how } = entry;
  const superior = reasons.some((reason) => reason.why === "purpose" && reason.via === "superior");
  return (
    <li className={css.row}>
      <Avatar name={member.name} size={30} />
      <span className={css.who}>
        <span>
          {member.name} <small>{member.department}</small>
        </span>
        <small>{reasonsText(reasons, t)}</small>
      </span>
      {how === "notify" && <IconBell size={16} className={css.bell} aria-label={t("how.notify")} />}
      {!superior && (
        <button type="button" aria-label={t("filing.leaveOut", { name: member.name })} onClick={onLeaveOut}>
          <IconX size={16} />
        </button>
      )}
    </li>
  );
}

function LeftOut({ form, onChange }: Pick<Props, "form" | "onChange">) {
  const { t } = useTranslation();
  if (form.not.length === 0) return null;
  return (
    <p className={css.note}>
      {t("filing.leftOut", { count: form.not.length })}{" "}
      <button type="button" className={css.link} onClick={() => onChange((held) => ({ ...held, not: [] }))}>
        {t("filing.putBack")}
      </button>
    </p>
  );
}

const Widen = memo(function Widen({ also: chosen, onChange }: Pick<Props, "onChange"> & Pick<Form, "also">) {
  const { t } = useTranslation();
  return (
    <PeoplePick
      label={t("filing.widen")}
      value={chosen}
      onChange={(also) => onChange((held) => ({ ...held, also, not: held.not.filter((id) => !also.includes(id)) }))}
    />
  );
});
