// Filing a report: choose the deal, choose what was done, tap what applies. Every change is kept as a draft;
// filing puts it into the outbox, which sends it now or as soon as there is a network.
import { ActionIcon, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { useById, useDeals, useTemplates } from "~/state/stock";
import { Avatar } from "~/ui/card/parts";
import { Choices } from "~/ui/Choices";
import { clock, inLanguage, sendKey } from "~/ui/format";
import { isSend } from "~/ui/keys";
import { FilePicker } from "~/ui/FilePicker";
import { problemText } from "~/ui/problemText";
import { MentionText } from "~/ui/MentionText";
import { useOneByOne } from "~/ui/oneByOne";
import { PageHead } from "~/ui/Page";
import { AudiencePanel } from "./AudiencePanel";
import { DealPicker } from "./DealPicker";
import css from "./filing.module.css";
import { type Form, missing, type Missing, toReport, withDeal } from "./form";
import { MetPicker } from "./MetPicker";
import { OptionalParts } from "./OptionalParts";
import { Part } from "./Part";
import { TemplateFields } from "./TemplateFields";
import { usualTemplate } from "./suggest";
import { type Draft, useDraft } from "./useDraft";
import { useEffort } from "./useEffort";
import { useHabits } from "./useHabits";
import { type PreviewState, usePreview } from "./usePreview";
import { WhenPicker } from "./WhenPicker";

const route = getRouteApi("/new");

/** The first screen of it stands at once; then the fields, the text, what else it may bring along, who else gets it. */
const FURTHER = { fields: 1, text: 2, optional: 3, widen: 4 };

export function FileReportPage() {
  const { t } = useTranslation();
  const { deal: askedDeal, draft: askedDraft } = route.useSearch();
  // Each deal's page has a draft of its own: going on elsewhere takes nothing of it along.
  const usual = askedDeal === undefined ? "report:new" : `report:deal-${askedDeal}`;
  const draft = useDraft(askedDraft ?? usual, askedDeal ?? null);
  const { form, change, savedAt } = draft;
  const { habits, learn } = useHabits();
  const [said, setSaid] = useState<Missing | null>(null);
  const deals = useById(useDeals());
  const every = useTemplates();
  const templates = useMemo(() => every.filter((one) => !one.retired), [every]);
  const kinds = useMemo(() => templates.map((one) => ({ value: one.id, label: inLanguage(one.name, one.name_en) })), [templates, t]);
  const set = useChanges(change);
  const there = useOneByOne(FURTHER.widen);
  const chosen = form.template ?? (habits && usualTemplate(templates, habits));
  const template = templates.find((one) => one.id === chosen);
  const deal = form.deal === null ? undefined : deals.get(form.deal);
  const preview = usePreview(form, template, deal);
  const submit = useSubmit(draft, askedDeal);
  const effort = useEffort(draft.resumed);

  const file = () => {
    const gap = missing(form, template);
    setSaid(gap);
    if (gap) {
      document.getElementById(`part-${gap.what}`)?.scrollIntoView({ block: "center" });
      return;
    }
    if (!template || form.deal === null) return;
    learn(form.deal, template.id);
    const spent = effort();
    void submit({ ...toReport(form, template, deal, Date.now()), ...(spent && { effort: spent }) }, deal?.name ?? "");
  };
  useEffect(() => setSaid(null), [form]);

  return (
    <form
      className={css.page}
      onSubmit={(event) => {
        event.preventDefault();
        file();
      }}
      onKeyDown={(event) => {
        if (isSend(event)) {
          event.preventDefault();
          file();
        }
      }}
    >
      <div className={css.form}>
        <PageHead
          title={t("filing.title")}
          back
          side={
            <>
              <span className={css.saved} role="status">
                {savedAt !== null && t("filing.draftSaved", { time: clock(savedAt) })}
              </span>
              {draft.begun && (
                <ActionIcon
                  color="gray"
                  aria-label={t("filing.discard")}
                  title={t("filing.discard")}
                  onClick={() => void draft.discard()}
                >
                  <IconTrash size={20} />
                </ActionIcon>
              )}
            </>
          }
        />
        <OtherDrafts own={draft.key} elsewhere={draft.elsewhere} />
        <Part id="part-deal" title={t("filing.deal")} wrong={said?.what === "deal" ? t("filing.missingDeal") : null}>
          {habits && <DealPicker value={form.deal} habits={habits} onChange={set.deal} />}
        </Part>
        <Part id="part-type" title={t("filing.type")} wrong={said?.what === "type" ? t("filing.missingType") : null}>
          <Choices label={t("filing.type")} options={kinds} value={chosen} onChange={set.template} />
          <h3 className={css.below}>{t("filing.occurred")}</h3>
          <WhenPicker value={form.occurredAt} onChange={set.occurredAt} />
        </Part>
        {deal && (
          <Part title={t("filing.met")} optional>
            <MetPicker customer={deal.customer} likely={deal.contacts} value={form.met} onChange={set.met} />
          </Part>
        )}
        {there >= FURTHER.fields && template && template.fields.length > 0 && (
          <Part
            id="part-field"
            title={t("filing.fields")}
            wrong={
              said?.what === "field"
                ? t("filing.missingField", { label: inLanguage(said.field.label, said.field.label_en) })
                : null
            }
          >
            <TemplateFields fields={template.fields} values={form.fields} onChange={set.fields} />
          </Part>
        )}
        {there >= FURTHER.text && (
          <Part title={t("filing.text")} hint={t("filing.textHint")} optional>
            <MentionText
              label={t("filing.text")}
              value={form.text}
              mentions={form.mentions}
              minRows={3}
              onChange={set.text}
            />
            <FilePicker files={form.files} onChange={set.files} />
          </Part>
        )}
        {there >= FURTHER.optional ? (
          <OptionalParts
            form={form}
            deal={deal}
            onChange={change}
            wrong={
              said?.what === "question" ? t("filing.missingQuestion") : said?.what === "move" ? t("filing.missingMove") : null
            }
          />
        ) : (
          <div className={css.coming} />
        )}
      </div>
      <AudiencePanel preview={preview} form={form} onChange={change} whole={there >= FURTHER.widen} />
      <div className={css.bar}>
        <Reach preview={preview} />
        <span className={css.gap} />
        <span className={css.hint}>{t("filing.submitHint", { key: sendKey() })}</span>
        <Button type="submit" size="lg" className={css.submit}>
          {t("filing.submit")}
        </Button>
      </div>
    </form>
  );
}

/** What changes one part of the form: the same functions for as long as it is open, so that other parts need not be drawn. */
function useChanges(change: Draft["change"]) {
  return useMemo(() => {
    const part = <Key extends keyof Form>(key: Key) => (value: Form[Key]) => change((held) => ({ ...held, [key]: value }));
    return {
      deal: (id: number | null) => change((held) => withDeal(held, id)),
      template: part("template"),
      occurredAt: part("occurredAt"),
      met: part("met"),
      fields: part("fields"),
      files: part("files"),
      text: (text: string, mentions: number[]) => change((held) => ({ ...held, text, mentions })),
    };
  }, [change]);
}

/** How many get it, beside the button that sends it; who and why is a tap away. */
function Reach({ preview }: { preview: PreviewState }) {
  const { t } = useTranslation();
  if (preview.kind !== "known" || !preview.preview) return null;
  const others = preview.preview.audience.filter((one) => !one.reasons.some((reason) => reason.why === "author"));
  return (
    <button
      type="button"
      className={`${css.reach} num`}
      onClick={() => document.getElementById("audience")?.scrollIntoView({ block: "start", behavior: "smooth" })}
    >
      <span className={css.faces} aria-hidden>
        {others.slice(0, 3).map((one) => (
          <Avatar key={one.member.id} name={one.member.name} size={26} />
        ))}
      </span>
      {others.length === 0 ? t("filing.audienceNone") : t("filing.audienceCount", { count: others.length })}
    </button>
  );
}

/** What else was begun and not filed: nothing written is out of sight. */
function OtherDrafts({ own, elsewhere }: { own: string; elsewhere: boolean }) {
  const { t } = useTranslation();
  const { chest } = useLive();
  const [count, setCount] = useState(0);
  useEffect(() => {
    void chest.drafts().then((all) => setCount(all.filter((one) => one.key.startsWith("report:") && one.key !== own).length));
  }, [chest, own]);
  if (count === 0 && !elsewhere) return null;
  return (
    <p className={css.others} role="status">
      {elsewhere && <span>{t("filing.elsewhere")} </span>}
      {count > 0 && <Link to="/outbox">{t("filing.otherDrafts", { count })}</Link>}
    </p>
  );
}

/** Puts a report into the outbox and goes to where it will appear. */
function useSubmit({ form, key, settle }: Draft, from: number | undefined) {
  const { t } = useTranslation();
  const { outbox, phase } = useLive();
  const navigate = useNavigate();
  return async (report: ReturnType<typeof toReport>, title: string) => {
    settle(true);
    try {
      await outbox.put({ kind: "report", body: report, files: form.files }, title, key, form.ref || newRef());
    } catch (error) {
      settle(false);
      notifications.show({ color: "enji", title: t("filing.notKept"), message: problemText(error) });
      return;
    }
    notifications.show({
      color: phase === "live" ? "wakatake" : "yamabuki",
      message: t(phase === "live" ? "filing.filed" : "filing.filedWaiting"),
    });
    await (from === undefined ? navigate({ to: "/" }) : navigate({ to: "/deals/$id", params: { id: from } }));
  };
}
