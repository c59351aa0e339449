import type { ChangeRefusal } from "#lib/canvas/session/sync-connection.ts";
import type { SaveState } from "#lib/canvas/session/save-state.svelte.ts";

/** What the chip says. `short` is for bars under 1280 px. */
export interface StatusChip {
  kind: "saved" | "saving" | "offline" | "not-saved" | "read-only";
  long: string;
  short: string;
}

const REFUSAL_WORDS = {
  documentFull: "Not saved: the canvas is full",
  foreignClientId: "Not saved: reload the page",
} as const satisfies Record<ChangeRefusal, string>;

/** The words of the status chip. "Saved" only when the server has confirmed everything; nothing while it first connects. */
export const statusChipOf = (state: {
  save: SaveState;
  offline: boolean;
  /** False until the canvas has been reached for the first time. */
  everConnected: boolean;
  /** Why the server does not take our changes, although it can be reached. */
  refusal?: ChangeRefusal | undefined;
}): StatusChip | undefined => {
  const { save, offline, everConnected, refusal } = state;
  const count = save.count ?? 0;
  if (refusal && save.kind !== "saved" && save.kind !== "read-only") {
    const words = REFUSAL_WORDS[refusal];
    return { kind: "not-saved", long: words, short: words };
  }
  switch (save.kind) {
    case "saved":
      return { kind: "saved", long: "Saved", short: "Saved" };
    case "read-only":
      // A reviewer who lost the connection looks at an old picture and must know it.
      return offline
        ? { kind: "offline", long: "Offline", short: "Offline" }
        : { kind: "read-only", long: "Read-only", short: "Read-only" };
    case "not-saved":
      return { kind: "not-saved", long: "Not saved: storage is full", short: "Not saved: storage is full" };
    case "offline":
      return count === 0
        ? { kind: "offline", long: "Offline", short: "Offline" }
        : {
            kind: "offline",
            long: `Offline: ${changesWords(count)} kept on this device`,
            short: `Offline: ${count} kept`,
          };
    case "saving":
      if (!everConnected) return undefined;
      return { kind: "saving", long: "Saving…", short: "Saving…" };
  }
};

export const changesWords = (count: number): string => (count === 1 ? "1 change" : `${count} changes`);
