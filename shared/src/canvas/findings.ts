import { toHexString } from "lib0/buffer";
import { digest } from "lib0/hash/sha256";
import { encodeUtf8 } from "lib0/string";

/** Something in the film that does not fit together, as the continuity check says it. */
export interface Finding {
  /** Name of the rule that found it. */
  rule: string;
  /** What it is about; with the rule its identity. The first one is where its note stands. */
  nodeIds: readonly string[];
  /** What is wrong and how to mend it, in words. */
  text: string;
}

const ID_DIGITS = 24;

/** The same rule about the same nodes is the same note, run after run. */
export const findingIdOf = ({ rule, nodeIds }: Pick<Finding, "rule" | "nodeIds">): string => {
  const hash = toHexString(digest(encodeUtf8(JSON.stringify([rule, nodeIds]))));
  return `finding-${hash.slice(0, ID_DIGITS)}`;
};
