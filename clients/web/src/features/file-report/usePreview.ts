// Who would get this report, asked while it is being written.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Deal, FileReport, Preview, Template } from "~/wire";
import * as calls from "~/wire/calls";
import { NoAnswer } from "~/wire/problem";
import { type Form, toReport } from "./form";

const PAUSE_MS = 400;

export interface PreviewState {
  kind: "incomplete" | "offline" | "failed" | "asking" | "known";
  preview: Preview | null;
  updating: boolean;
  error: unknown;
}

export function usePreview(form: Form, template: Template | undefined, deal: Deal | undefined): PreviewState {
  const asked = useMemo(() => (form.deal !== null && template ? question(form, template, deal) : null), [form, template, deal]);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const query = useQuery({
    queryKey: ["preview", settled],
    queryFn: ({ signal }) => calls.preview(settled as FileReport, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const preview = settled === null ? null : (query.data ?? null);
  const error = query.error;
  const kind = asked === null ? "incomplete"
    : preview ? "known"
    : error instanceof NoAnswer ? "offline"
    : error ? "failed"
    : "asking";
  return { kind, preview, updating: query.isFetching || settled !== asked, error };
}

/** Only what decides the audience, so that typing text does not ask again. Required fields may be open yet. */
function question(form: Form, template: Template, deal: Deal | undefined): FileReport {
  const { occurred_at: _at, text: _text, ...report } = toReport(form, template, deal, 0);
  const consult = form.consult ? { ...form.consult, question: "?" } : null;
  const next_move = form.move ? { ...form.move, what: "?" } : null;
  return { ...report, ...(consult && { consult }), ...(next_move && { next_move }) };
}
