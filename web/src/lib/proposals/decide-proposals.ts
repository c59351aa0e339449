import { acceptProposals } from "@backlot/shared/canvas/commands/accept-proposals";
import { dropProposals } from "@backlot/shared/canvas/commands/drop-proposals";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import { countInWords } from "#lib/canvas/node-views/node-words.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";

/** One step of undo for all of them, offered in the toast. */
const decide = (
  session: CanvasSession,
  ids: readonly string[],
  verb: string,
  act: () => readonly string[],
): void => {
  if (session.readOnly) return;
  session.history.separate();
  const decided = act();
  session.history.separate();
  const words =
    decided.length > 0
      ? `${countInWords(decided.length, "proposed shot")} ${verb}`
      : `A colleague has decided on ${ids.length === 1 ? "it" : "them"} already.`;
  const undo = { action: { label: "Undo", run: () => session.undo() } };
  toasts.show(words, decided.length > 0 ? undo : {});
};

export const acceptProposed = (session: CanvasSession, ids: readonly string[]): void =>
  decide(session, ids, "accepted", () => {
    const result = acceptProposals(session.canvas, ids);
    return result.ok ? result.accepted : [];
  });

export const dropProposed = (session: CanvasSession, ids: readonly string[]): void =>
  decide(session, ids, "dropped", () => {
    const result = dropProposals(session.canvas, ids);
    return result.ok ? result.dropped : [];
  });
