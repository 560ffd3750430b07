// Files that go along, chosen on this device; they are uploaded when the report or reply is sent.
import { IconPaperclip, IconX } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import css from "./filePicker.module.css";
import { bytes } from "./format";

export interface ChosenFile {
  name: string;
  bytes: Blob;
}

/** The protocol's limit for one report or reply. */
const FILES_MAX = 10;

interface Props {
  files: readonly ChosenFile[];
  onChange: (files: ChosenFile[]) => void;
}

export function FilePicker({ files, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const add = (chosen: FileList | null) => {
    const more = [...(chosen ?? [])].map((file) => ({ name: file.name, bytes: file }));
    onChange([...files, ...more].slice(0, FILES_MAX));
  };
  return (
    <div className={css.files}>
      {files.map((file, place) => (
        <span key={`${place} ${file.name}`} className={css.file}>
          {file.name} <small className="num">{bytes(file.bytes.size)}</small>
          <button
            type="button"
            aria-label={t("files.remove", { name: file.name })}
            onClick={() => onChange(files.filter((_, at) => at !== place))}
          >
            <IconX size={16} />
          </button>
        </span>
      ))}
      {files.length < FILES_MAX ? (
        <label className={css.add} htmlFor={id}>
          <IconPaperclip size={18} aria-hidden />
          {t("files.add")}
          <input
            id={id}
            type="file"
            multiple
            className="unseen"
            onChange={(event) => {
              add(event.currentTarget.files);
              // The same file may be chosen again after it was removed.
              event.currentTarget.value = "";
            }}
          />
        </label>
      ) : (
        <small>{t("files.most")}</small>
      )}
    </div>
  );
}
