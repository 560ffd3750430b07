// What a person did in the plain field that stands where the form of a reply is still to come.

export interface Early {
  text: string;
  /** From where to where it was chosen: the caret, where both are the same. */
  caret: readonly [number, number];
  /** The keys that send were pressed. */
  sent: boolean;
}

export const NOTHING_EARLY: Early = { text: "", caret: [0, 0], sent: false };
