// A field that grows with what is written into it. Where the browser does that itself it costs nothing; else
// Mantine measures the text in a hidden copy, which lays the page out anew at its mount and at every letter.
import { Textarea, type TextareaProps } from "@mantine/core";
import type { CSSProperties, Ref } from "react";
import css from "./growingText.module.css";

const GROWS_BY_ITSELF = typeof CSS !== "undefined" && CSS.supports?.("field-sizing", "content");

interface Props extends Omit<TextareaProps, "autosize" | "rows" | "resize" | "classNames" | "styles"> {
  minRows: number;
  maxRows: number;
  ref?: Ref<HTMLTextAreaElement>;
}

export function GrowingText({ minRows, maxRows, ...others }: Props) {
  if (!GROWS_BY_ITSELF) return <Textarea autosize minRows={minRows} maxRows={maxRows} {...others} />;
  return (
    <Textarea
      classNames={{ input: css.grows }}
      styles={{ input: { "--rows-min": minRows, "--rows-max": maxRows } as CSSProperties }}
      {...others}
    />
  );
}
