// A parcel back to what the form holds, so that it can be mended. The shape is that of the form's draft.
import type { LocalFile } from "~/live/chest";
import type { FileReport } from "~/wire";

export function formOf(report: FileReport, files: LocalFile[], ref: string) {
  return {
    ref,
    deal: report.deal as number | null,
    template: report.template as number | null,
    occurredAt: report.occurred_at ?? null,
    met: report.met ?? [],
    fields: report.fields ?? {},
    text: report.text ?? "",
    mentions: report.mentions ?? [],
    products: report.products ?? [],
    competitors: report.competitors ?? [],
    consult: report.consult ?? null,
    move: report.next_move ?? null,
    changes: report.deal_changes && Object.keys(report.deal_changes).length > 0 ? report.deal_changes : null,
    also: report.also ?? [],
    not: report.not ?? [],
    files,
  };
}
