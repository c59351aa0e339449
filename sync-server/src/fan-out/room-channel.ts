import * as Y from "yjs";
import { isStateVector } from "../update-check/state-vector.ts";
import { addChunk, splitState } from "./answer-chunks.ts";
import type { FanOutMetrics } from "./fan-out-metrics.ts";
import type { FanOutRoom, RoomChanges } from "./fan-out-room.ts";
import { packState, unpackState, type MessageBody, type Sender } from "./message.ts";
import {
  createOtherNodes,
  noteAnswered,
  notePresence,
  noteSequence,
  presenceLeftOut,
  type OtherNode,
} from "./other-nodes.ts";

const BEAT_MS = 1_500;
/** With nobody known to listen a beat is only for a node that missed our first word. */
const BEATS_SKIPPED_ALONE = 2;
const BEATS_PER_STATE_VECTOR = 8;
/** The log may close a gap sooner and cheaper than a node's answer. */
const ASK_GRACE_MS = 300;
const ASK_AGAIN_MS = 1_000;
const SUSPICION_GRACE_MS = 1_000;
const MIN_ANSWER_INTERVAL_MS = 250;

const EMPTY_UPDATE_BYTES = 2;
const NO_VECTOR = new Uint8Array();

export interface RoomChannel {
  readonly nodeId: string;
  publish(changes: RoomChanges): void;
  receive(sender: Sender, body: MessageBody): void;
  /** Tells and asks everyone; what was said before may have been lost. */
  exchange(): void;
  /** Called several times a second. */
  tick(): void;
  leave(): void;
}

/**
 * One room's side of the talk with other nodes. Every change has a number; whoever sees a number missing reads the log,
 * asks the node for its state and goes on asking until the answer covers it.
 */
export const createRoomChannel = (
  room: FanOutRoom,
  parts: {
    nodeId: string;
    logId: string;
    metrics: FanOutMetrics;
    /** Resolves false when Redis did not take it. Never rejects. */
    send: (body: MessageBody, sequence: number) => Promise<boolean>;
  },
): RoomChannel => {
  const { nodeId, logId, metrics } = parts;
  const others = createOtherNodes();
  let sequence = 0;
  let answers = 0;
  let beats = 0;
  let hasExchanged = false;
  let isLeft = false;
  // Rooms that open together must not beat together.
  let beatAt = performance.now() + Math.random() * BEAT_MS;

  const send = (body: MessageBody): Promise<boolean> => parts.send(body, sequence);

  const ask = (node: OtherNode, now: number): void => {
    node.askAt = now + ASK_AGAIN_MS;
    void send({ kind: "ask", to: node.id, stateVector: room.stateVector() });
  };

  const reportGap = (node: OtherNode, now: number): void => {
    metrics.gaps.inc();
    node.hasLost = true;
    node.askAt = now + ASK_GRACE_MS;
    if (node.logId === logId) room.catchUp();
  };

  const drop = (node: OtherNode): void => {
    if (others.forget(node.id)) room.dropPresence(node.id);
  };

  const receiveChanges = (node: OtherNode, message: RoomChanges & Sender): void => {
    const isLogged = node.logId === logId;
    if (message.updates.length > 0) {
      room.receiveUpdates(message.updates, isLogged, isLogged ? message.commit : undefined);
    }
    if (message.presence.length > 0) {
      notePresence(node, message.presence, message.sequence);
      room.receivePresence(node.id, message.presence);
    }
  };

  const receiveAnswer = (
    node: OtherNode,
    message: Sender & Extract<MessageBody, { kind: "answer" }>,
    now: number,
  ): void => {
    node.askAt = now + ASK_AGAIN_MS;
    const progress = addChunk(node.answer, message);
    node.answer = Buffer.isBuffer(progress) ? undefined : progress;
    if (!Buffer.isBuffer(progress)) return;
    const state = unpackState(progress);
    if (state === "malformed") {
      metrics.junk.inc({ reason: "malformed" });
      return;
    }
    if (state.update.length > EMPTY_UPDATE_BYTES) room.receiveUpdates([state.update], node.logId === logId);
    const leftOut = presenceLeftOut(node, state.presence, message.sequence);
    const entries = [...leftOut, ...state.presence];
    notePresence(node, entries, message.sequence);
    if (entries.length > 0) room.receivePresence(node.id, entries);
    if (noteAnswered(node, message.sequence) && node.hasLost) {
      node.hasLost = false;
      metrics.heals.inc();
    }
  };

  const suspect = (node: OtherNode, stateVector: Uint8Array, now: number): void => {
    if (stateVector.length === 0 || node.suspicion || !isStateVector(stateVector)) return;
    if (knowsMore(stateVector, room.stateVector())) {
      node.suspicion = { stateVector, at: now + SUSPICION_GRACE_MS };
    }
  };

  const settleSuspicion = (node: OtherNode, now: number): void => {
    if (!node.suspicion || now < node.suspicion.at) return;
    const { stateVector } = node.suspicion;
    node.suspicion = undefined;
    if (!knowsMore(stateVector, room.stateVector())) return;
    node.missingUpTo = node.newest;
    reportGap(node, now);
  };

  const answer = async (node: OtherNode, stateVector: Uint8Array): Promise<void> => {
    const state = { update: room.encodeStateSince(stateVector), presence: room.ownPresence() };
    const chunks = splitState(packState(state)) ?? [];
    const [number, covered] = [++answers, sequence];
    for (const [index, chunk] of chunks.entries()) {
      const body: MessageBody = {
        kind: "answer",
        to: node.id,
        answer: number,
        index,
        count: chunks.length,
        chunk,
      };
      // One after the other: a large state must not crowd out the edits.
      if (isLeft || !(await parts.send(body, covered))) return;
    }
  };

  /** A node that asks all the time is answered as often as an honest one needs. */
  const answerIfDue = (node: OtherNode, now: number): void => {
    if (!node.question || node.isBeingAnswered || now - node.answeredAt < MIN_ANSWER_INTERVAL_MS) return;
    const stateVector = node.question;
    node.question = undefined;
    node.answeredAt = now;
    node.isBeingAnswered = true;
    answer(node, stateVector)
      .catch(() => metrics.junk.inc({ reason: "unanswerable" }))
      .finally(() => (node.isBeingAnswered = false));
  };

  const askIfDue = (node: OtherNode, now: number): void => {
    if (node.missingUpTo !== undefined && now >= node.askAt) ask(node, now);
  };

  const beat = (now: number): void => {
    beats += 1;
    const isAlone = others.nodes.size === 0;
    beatAt = now + BEAT_MS * (isAlone ? 1 + BEATS_SKIPPED_ALONE : 1);
    const stateVector = beats % BEATS_PER_STATE_VECTOR === 0 ? room.stateVector() : NO_VECTOR;
    void send({ kind: "heartbeat", stateVector });
  };

  return {
    nodeId,
    publish(changes) {
      sequence += 1;
      void send({ kind: "changes", ...changes });
    },

    receive(sender, body) {
      const now = performance.now();
      const node = others.meet(sender, now);
      if (!node) {
        metrics.junk.inc({ reason: "too-many-nodes" });
        return;
      }
      // Somebody listens: no more of the long pauses of one who is alone.
      beatAt = Math.min(beatAt, now + BEAT_MS);
      if (body.kind === "leave") {
        drop(node);
        return;
      }
      if (noteSequence(node, sender.sequence, body.kind)) reportGap(node, now);
      if (body.kind === "changes") receiveChanges(node, { ...sender, ...body });
      else if (body.kind === "heartbeat") suspect(node, body.stateVector, now);
      else if (body.kind === "answer") {
        if (body.to === nodeId) receiveAnswer(node, { ...sender, ...body }, now);
      } else if ((body.to === "" || body.to === nodeId) && isStateVector(body.stateVector)) {
        node.question = body.stateVector;
        answerIfDue(node, now);
      }
      askIfDue(node, now);
    },

    exchange() {
      const now = performance.now();
      if (hasExchanged) room.catchUp();
      hasExchanged = true;
      for (const node of others.nodes.values()) {
        node.missingUpTo = node.newest;
        node.askAt = now + ASK_AGAIN_MS;
        node.answer = undefined;
      }
      void send({ kind: "ask", to: "", stateVector: room.stateVector() });
    },

    tick() {
      const now = performance.now();
      for (const node of others.tick()) drop(node);
      for (const node of others.nodes.values()) {
        settleSuspicion(node, now);
        askIfDue(node, now);
        answerIfDue(node, now);
      }
      if (now >= beatAt) beat(now);
    },

    leave() {
      isLeft = true;
      void send({ kind: "leave" });
    },
  };
};

const knowsMore = (stateVector: Uint8Array, own: Uint8Array): boolean => {
  const ownClocks = Y.decodeStateVector(own);
  return [...Y.decodeStateVector(stateVector)].some(
    ([client, clock]) => clock > (ownClocks.get(client) ?? 0),
  );
};
