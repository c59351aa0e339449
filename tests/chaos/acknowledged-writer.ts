import { setTimeout as wait } from "node:timers/promises";
import type * as Y from "yjs";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { openRawPeer, type RawPeer } from "../support/raw-peer.ts";
import { signTestToken } from "../support/start-sync.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** As many edits may be on their way at once: what is sent during a commit forms the next one. */
const MAX_UNANSWERED = 25;
const RETRY_DELAY_MS = 20;

/**
 * Writes over connections that come and go and never brings an edit a second time: what it was told is saved must be
 * found by others. Its edits are of every kind: map entries, their deletion, items of a list, pieces of a text.
 */
export interface AcknowledgedWriter {
  readonly canvasId: string;
  acknowledgedCount(): number;
  isConnected(): boolean;
  /** What was acknowledged and is not so in the document. */
  findLost(doc: Y.Doc): string[];
  /** The same for what is acknowledged now, in a document that is read while the writer goes on. */
  remember(): (doc: Y.Doc) => string[];
  stop(): Promise<void>;
}

export const startAcknowledgedWriter = (parts: {
  syncUrl: string;
  canvasId: string;
  name: string;
  random: SeededRandom;
}): AcknowledgedWriter => {
  const { random, name, canvasId } = parts;
  const present = new Set<string>();
  const gone = new Set<string>();
  const listed = new Set<string>();
  const typed = new Set<string>();
  let acknowledged = 0;
  let count = 0;
  let peer: RawPeer | undefined;
  let isStopping = false;

  const change = (on: RawPeer): Promise<void> => {
    const id = `${name}-${count++}`;
    const dice = random.next();
    const [victim] = present;
    if (dice < 0.6 || victim === undefined)
      return on.write((doc) => doc.getMap("entries").set(id, id)).then(() => void present.add(id));
    if (dice < 0.75)
      return on.write((doc) => doc.getArray("list").push([id])).then(() => void listed.add(id));
    if (dice < 0.9)
      // At the start: nothing of an earlier piece is ever torn apart.
      return on.write((doc) => doc.getText("text").insert(0, `<${id}>`)).then(() => void typed.add(id));
    // From now until the answer it may be there or not.
    present.delete(victim);
    return on.write((doc) => doc.getMap("entries").delete(victim)).then(() => void gone.add(victim));
  };

  const writeUntilTheEnd = async (on: RawPeer): Promise<void> => {
    await on.synced;
    const underWay = new Set<Promise<void>>();
    let failure: unknown;
    while (!isStopping) {
      const edit = change(on).then(
        () => void (acknowledged += 1),
        (error: unknown) => void (failure = error),
      );
      underWay.add(edit);
      void edit.finally(() => underWay.delete(edit));
      if (underWay.size >= MAX_UNANSWERED) await Promise.race(underWay);
      if (random.chance(0.3)) await wait(1 + random.below(3));
      if (failure !== undefined) break;
    }
    await Promise.all(underWay);
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      peer = openRawPeer(
        parts.syncUrl,
        await signTestToken(canvasId, { actorId: name }),
        documentNameOf("canvas", canvasId),
      );
      try {
        await writeUntilTheEnd(peer);
      } catch {
        // The connection died before it was synced.
      }
      peer.close();
      peer = undefined;
      if (!isStopping) await wait(RETRY_DELAY_MS);
    }
  };
  const running = run();

  return {
    canvasId,
    acknowledgedCount: () => acknowledged,
    isConnected: () => peer !== undefined,
    findLost: (doc) => findLost(doc, { present, gone, listed, typed }),
    remember: () => {
      const now = {
        gone: new Set(gone),
        listed: new Set(listed),
        typed: new Set(typed),
      };
      const presentNow = [...present];
      // What it takes back meanwhile may be there or not.
      return (doc) => findLost(doc, { ...now, present: new Set(presentNow.filter((id) => present.has(id))) });
    },
    stop: () => {
      isStopping = true;
      return running;
    },
  };
};

const findLost = (
  doc: Y.Doc,
  expected: Record<"present" | "gone" | "listed" | "typed", ReadonlySet<string>>,
): string[] => {
  const entries = doc.getMap("entries");
  const list = new Set(doc.getArray("list").toArray());
  const pieces = new Set(doc.getText("text").toString().split(/[<>]+/));
  const { present, gone, listed, typed } = expected;
  return [
    ...[...present].filter((id) => entries.get(id) !== id).map((id) => `entry ${id}`),
    ...[...gone].filter((id) => entries.has(id)).map((id) => `deletion of ${id}`),
    ...[...listed].filter((id) => !list.has(id)).map((id) => `item ${id}`),
    ...[...typed].filter((id) => !pieces.has(id)).map((id) => `piece ${id}`),
  ];
};
