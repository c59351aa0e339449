import type { PresenceEntry } from "../presence/room-presence.ts";
import type { AnswerInProgress } from "./answer-chunks.ts";

import type { MessageKind, Sender } from "./message.ts";

const MAX_OTHER_NODES = 64;
const MAX_MEMBERS_PER_NODE = 10_000;
/**
 * A node says something every 1.5 s: one that missed four times is gone, and its ghosts with it. Counted in our own
 * ticks of 100 ms: after a long turn of our event loop what the node said is still to be read.
 */
const MAX_SILENT_TICKS = 60;

/** One other node in one room, as far as its messages tell. */
export interface OtherNode {
  readonly id: string;
  readonly logId: string;
  /** The highest sequence it has named. */
  newest: number;
  /** Something of its changes up to this sequence is missing until an answer covers it. */
  missingUpTo: number | undefined;
  /** When to ask (again), while something is missing. */
  askAt: number;
  /** Whether what is missing was lost, not merely older than this room. */
  hasLost: boolean;
  silentTicks: number;
  /** Its members, with the sequence that told of them last. */
  readonly presence: Map<number, { clock: number; sequence: number }>;
  answer: AnswerInProgress | undefined;
  /** Its vector told more than this room had; looked at again at `at`. */
  suspicion: { stateVector: Uint8Array; at: number } | undefined;
  /** What it asked for and has not been told yet; only the newest question counts. */
  question: Uint8Array | undefined;
  answeredAt: number;
  isBeingAnswered: boolean;
}

/** Who else has this document open, and what of theirs is missing here. */
export const createOtherNodes = () => {
  const nodes = new Map<string, OtherNode>();
  return {
    nodes: nodes as ReadonlyMap<string, OtherNode>,

    /** Undefined = there are more nodes than can be true. */
    meet(sender: Sender, now: number): OtherNode | undefined {
      const known = nodes.get(sender.nodeId);
      if (known) {
        known.silentTicks = 0;
        return known;
      }
      if (nodes.size >= MAX_OTHER_NODES) return undefined;
      const node: OtherNode = {
        id: sender.nodeId,
        logId: sender.logId,
        newest: sender.sequence,
        missingUpTo: sender.sequence,
        askAt: now,
        hasLost: false,
        silentTicks: 0,
        presence: new Map(),
        answer: undefined,
        suspicion: undefined,
        question: undefined,
        answeredAt: -Infinity,
        isBeingAnswered: false,
      };
      nodes.set(node.id, node);
      return node;
    },

    forget: (nodeId: string): boolean => nodes.delete(nodeId),

    /** Those that have been silent for too long. */
    tick(): OtherNode[] {
      for (const node of nodes.values()) node.silentTicks += 1;
      return [...nodes.values()].filter(({ silentTicks }) => silentTicks > MAX_SILENT_TICKS);
    },
  };
};

/** Takes note of a sequence that the node named; true = something is missing. A change brings itself. */
export const noteSequence = (node: OtherNode, sequence: number, kind: MessageKind): boolean => {
  // One node's messages keep their order, so only a forged one can have named more than its heartbeat.
  const isForged = kind === "heartbeat" && sequence < node.newest;
  if (sequence <= node.newest && !isForged) return false;
  const lastMissing = kind === "changes" ? sequence - 1 : sequence;
  const isGap = isForged || lastMissing > node.newest;
  node.newest = sequence;
  if (isGap) node.missingUpTo = lastMissing;
  return isGap;
};

/** An answer holds all that the node had published up to `sequence`; true = nothing is missing any more. */
export const noteAnswered = (node: OtherNode, sequence: number): boolean => {
  if (node.missingUpTo === undefined || sequence < node.missingUpTo) return false;
  node.missingUpTo = undefined;
  node.suspicion = undefined;
  return true;
};

export const notePresence = (node: OtherNode, entries: readonly PresenceEntry[], sequence: number): void => {
  for (const { clientId, clock, state } of entries) {
    if (state === "null") node.presence.delete(clientId);
    else if (node.presence.size < MAX_MEMBERS_PER_NODE) node.presence.set(clientId, { clock, sequence });
  }
};

/** Members that an answer no longer names: their leaving, numbered one on, was in a message that got lost. */
export const presenceLeftOut = (
  node: OtherNode,
  entries: readonly PresenceEntry[],
  sequence: number,
): PresenceEntry[] => {
  const named = new Set(entries.map(({ clientId }) => clientId));
  return [...node.presence]
    .filter(([clientId, heard]) => !named.has(clientId) && heard.sequence <= sequence)
    .map(([clientId, { clock }]) => ({ clientId, clock: clock + 1, state: "null" }));
};
