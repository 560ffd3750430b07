// Files that go along, chosen on this device or taken with its camera; they are uploaded when the report or
// reply is sent.
import { IconCamera, IconFile, IconPaperclip, IconX } from "@tabler/icons-react";
import { memo, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import css from "./filePicker.module.css";
import { bytes } from "./format";
import { shrink } from "./shrink";

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

export const FilePicker = memo(function FilePicker({ files, onChange }: Props) {
  const { t } = useTranslation();
  const [reading, setReading] = useState(0);
  // Reading a photo takes a moment, in which another may be added or taken out.
  const held = useRef(files);
  held.current = files;
  const add = async (more: File[]) => {
    setReading((count) => count + more.length);
    for (const file of more) {
      const small = await shrink(file);
      const now = [...held.current, small].slice(0, FILES_MAX);
      held.current = now;
      onChange(now);
      setReading((count) => count - 1);
    }
  };
  return (
    <div className={css.files}>
      {files.map((file, place) => (
        <Chosen
          key={`${place} ${file.name}`}
          file={file}
          onRemove={() => onChange(files.filter((_, at) => at !== place))}
        />
      ))}
      {reading > 0 && <span role="status">{t("files.reading")}</span>}
      {files.length < FILES_MAX ? (
        <span className={css.ways}>
          <Way icon={IconCamera} label={t("files.camera")} camera onChosen={add} />
          <Way icon={IconPaperclip} label={t("files.add")} onChosen={add} />
        </span>
      ) : (
        <small>{t("files.most")}</small>
      )}
    </div>
  );
});

interface WayProps {
  icon: typeof IconFile;
  label: string;
  /** Only where there is one at hand. */
  camera?: boolean;
  onChosen: (files: File[]) => Promise<void>;
}

function Way({ icon: Icon, label, camera = false, onChosen }: WayProps) {
  const id = useId();
  return (
    <label className={css.add} data-camera={camera} htmlFor={id}>
      <Icon size={20} aria-hidden />
      {label}
      <input
        id={id}
        type="file"
        className="unseen"
        {...(camera ? { accept: "image/*", capture: "environment" } : { multiple: true })}
        onChange={(event) => {
          void onChosen([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again after it was removed.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

function Chosen({ file, onRemove }: { file: ChosenFile; onRemove: () => void }) {
  const { t } = useTranslation();
  const picture = usePicture(file.bytes);
  return (
    <span className={css.file} data-picture={picture !== null}>
      {picture === null ? <IconFile size={18} aria-hidden /> : <img src={picture} alt="" />}
      <span className={css.name}>
        {file.name} <small className="num">{bytes(file.bytes.size)}</small>
      </span>
      <button type="button" aria-label={t("files.remove", { name: file.name })} onClick={onRemove}>
        <IconX size={16} />
      </button>
    </span>
  );
}

function usePicture(blob: Blob): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!/^image\/(jpeg|png|gif|webp)$/.test(blob.type)) return;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
