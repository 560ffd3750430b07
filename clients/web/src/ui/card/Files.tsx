// Attachments by name and size.
import { IconPaperclip } from "@tabler/icons-react";
import type { Attachment } from "~/wire";
import { fileAddress } from "~/wire/calls";
import { bytes } from "../format";
import css from "./card.module.css";

export function Files({ report, files }: { report: number; files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file) => (
        <a key={file.id} className={css.file} href={fileAddress(report, file.id)} target="_blank" rel="noreferrer">
          <IconPaperclip size={16} aria-hidden />
          {file.name}
          <span className="num">{bytes(file.bytes ?? 0)}</span>
        </a>
      ))}
    </div>
  );
}
