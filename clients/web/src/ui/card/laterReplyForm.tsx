// The form of a reply, fetched after the first screen stands. Once it is there it opens within the tap that asks for it:
// a phone's keyboard comes up for nothing that opens later.
import { Skeleton } from "@mantine/core";
import { type ComponentType, useEffect, useState } from "react";
import { untilThere } from "~/ui/untilThere";
import type { Card } from "~/wire";

interface Props {
  card: Card;
  onClose: () => void;
}

let Form: ComponentType<Props> | null = null;

export async function fetchReplyForm(): Promise<void> {
  Form ??= (await import("./ReplyForm")).ReplyForm;
}

export function ReplyForm(props: Props) {
  const [there, setThere] = useState(Form !== null);
  useEffect(() => {
    if (!there) void untilThere(fetchReplyForm).then(() => setThere(true));
  }, [there]);
  return there && Form ? <Form {...props} /> : <Skeleton h={200} />;
}
