// The names of the wire, as the rest of the client uses them.
export type * from "./provisional";
