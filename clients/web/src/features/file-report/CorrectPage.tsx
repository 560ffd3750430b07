// Correcting one's own report while the window is open: the same fields as when it was filed. What it said
// before stays visible to everybody.
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { changeCard } from "~/state/book";
import { useReport } from "~/state/report";
import { useTemplates } from "~/state/stock";
import { bookStore } from "~/state/store";
import { moment, sendKey } from "~/ui/format";
import { GrowingText } from "~/ui/GrowingText";
import { isSend } from "~/ui/keys";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card, ReportDetail } from "~/wire";
import * as calls from "~/wire/calls";
import { type Correcting, correction, ofCard } from "./correcting";
import css from "./filing.module.css";
import { MetPicker } from "./MetPicker";
import { Part } from "./Part";
import { TemplateFields } from "./TemplateFields";
import { WhenPicker } from "./WhenPicker";

const route = getRouteApi("/reports/$id/correct");

export function CorrectPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const detail = useReport(id);
  if (detail.isPending) {
    return (
      <>
        <PageHead title={t("filing.correcting")} back />
        <CardSkeletons count={1} />
      </>
    );
  }
  if (!detail.data) {
    return (
      <>
        <PageHead title={t("filing.correcting")} back />
        <Failed text={problemText(detail.error)} onAgain={() => void detail.refetch()} />
      </>
    );
  }
  return detail.data.card.author.id === me.id && mayCorrect(detail.data) ? (
    <Correct key={id} card={detail.data.card} until={detail.data.correctable_until ?? 0} />
  ) : (
    <>
      <PageHead title={t("filing.correcting")} back />
      <Empty title={t("problem.correction_closed")} hint={t("filing.correctLate")}>
        <Button renderRoot={(props) => <Link to="/reports/$id" params={{ id }} search={{ reply: true }} {...props} />}>
          {t("card.reply")}
        </Button>
      </Empty>
    </>
  );
}

const mayCorrect = ({ correctable_until: until }: ReportDetail): boolean =>
  until !== null && until !== undefined && until > Date.now();

function Correct({ card, until }: { card: Card; until: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const template = useTemplates().find((one) => one.id === card.activity.template);
  const { form, change, drop } = useCorrectDraft(card);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const body = correction(form, card);
  const save = async () => {
    if (!body) return void navigate({ to: "/reports/$id", params: { id: card.id } });
    setBusy(true);
    setWrong(null);
    try {
      const { card: changed } = await calls.correct(card.id, body);
      bookStore.update((book) => changeCard(book, card.id, () => changed));
      await drop();
      notifications.show({ color: "wakatake", message: t("filing.corrected") });
      await navigate({ to: "/reports/$id", params: { id: card.id }, replace: true });
    } catch (error) {
      setWrong(problemText(error));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (!isSend(event)) return;
        event.preventDefault();
        void save();
      }}
    >
      <PageHead title={t("filing.correcting")} back />
      <p className={css.others}>{t("filing.correctHint", { until: moment(until) })}</p>
      <Part title={t("filing.occurred")}>
        <WhenPicker value={form.occurredAt} onChange={(at) => change({ occurredAt: at ?? Date.now() })} />
      </Part>
      <Part title={t("filing.met")} optional>
        <MetPicker
          customer={card.stock.customer.id}
          likely={card.met.map((one) => one.id)}
          value={form.met}
          onChange={(met) => change({ met })}
        />
      </Part>
      {template && template.fields.length > 0 && (
        <Part title={t("filing.fields")}>
          <TemplateFields fields={template.fields} values={form.fields} onChange={(fields) => change({ fields })} />
        </Part>
      )}
      <Part title={t("filing.text")}>
        <GrowingText
          aria-label={t("filing.text")}
          minRows={4}
          maxRows={16}
          value={form.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      </Part>
      {wrong && (
        <p className={css.wrong} role="alert">
          {wrong}
        </p>
      )}
      <div className={css.bar}>
        <span className={css.gap} />
        <span className={css.hint}>{t("filing.submitHint", { key: sendKey() })}</span>
        <Button type="submit" size="lg" className={css.submit} loading={busy} disabled={!body}>
          {t("filing.correctSubmit")}
        </Button>
      </div>
    </form>
  );
}

/** What is being corrected survives a reload, like everything that is written here. */
function useCorrectDraft(card: Card) {
  const { chest } = useLive();
  const key = `correct:${card.id}`;
  const [form, setForm] = useState<Correcting>(() => ofCard(card));
  const touched = useRef(false);
  useEffect(() => {
    void chest.draft<Correcting>(key).then((held) => held && !touched.current && setForm(held));
  }, [chest, key]);
  const change = (part: Partial<Correcting>) => {
    touched.current = true;
    const next = { ...form, ...part };
    setForm(next);
    void chest.saveDraft(key, next, Date.now()).catch(() => undefined);
  };
  return { form, change, drop: () => chest.dropDraft(key) };
}
