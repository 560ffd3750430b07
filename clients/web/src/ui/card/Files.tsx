// Attachments by name and size; in an open report its pictures are seen without a tap.
import { IconPaperclip } from "@tabler/icons-react";
import type { Attachment } from "~/wire";
import { fileAddress } from "~/wire/calls";
import { bytes } from "../format";
import css from "./files.module.css";

interface Props {
  report: number;
  files: readonly Attachment[];
  /** Whether pictures are shown: a feed of them would cost a phone its mobile data. */
  shown?: boolean;
}

/** What the server sends to be looked at, not to be saved. */
const PICTURES: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

export function Files({ report, files, shown = false }: Props) {
  if (files.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file) => {
        const address = fileAddress(report, file.id);
        const picture = shown && PICTURES.includes(file.media_type ?? "");
        return (
          <a
            key={file.id}
            className={`${css.file} ${picture ? css.picture : ""}`}
            href={address}
            target="_blank"
            rel="noreferrer"
          >
            {picture ? (
              <img src={address} alt={file.name} loading="lazy" />
            ) : (
              <>
                <IconPaperclip size={16} aria-hidden />
                {file.name}
                <span className="num">{bytes(file.bytes ?? 0)}</span>
              </>
            )}
          </a>
        );
      })}
    </div>
  );
}
