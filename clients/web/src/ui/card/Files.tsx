// Attachments by name and size.
import { IconPaperclip } from "@tabler/icons-react";
import type { Attachment } from "~/wire";
import { bytes } from "../format";
import css from "./card.module.css";

export function Files({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file) => (
        <a key={file.id} className={css.file} href={`/api/v1/files/${file.id}`} target="_blank" rel="noreferrer">
          <IconPaperclip size={16} aria-hidden />
          {file.name}
          <span className="num">{bytes(file.bytes)}</span>
        </a>
      ))}
    </div>
  );
}
