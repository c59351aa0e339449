import { callApi } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";

interface Imported {
  batchId: string;
  /** How many of each came out; absent when the breakdown still runs. */
  counts?: Readonly<Record<string, number>>;
}

/** Sends a Fountain file; what it yields appears on the canvas by itself, for everyone. */
export const importScreenplay = async (canvasId: string, file: File): Promise<boolean> => {
  const path = `canvases/${encodeURIComponent(canvasId)}/import?format=fountain`;
  // As plain text: browsers know no type for .fountain, and some send none at all.
  const answer = await callApi<Imported>(path, {
    method: "POST",
    file: new Blob([file], { type: "text/plain" }),
  });
  if (!answer.ok) {
    toasts.show(answer.refusal.message, { tone: "bad" });
    return false;
  }
  toasts.show(wordsFor(answer.value.counts));
  return true;
};

const wordsFor = (counts: Imported["counts"]): string => {
  const named = Object.entries(counts ?? {}).filter(([name, count]) => count > 0 && name !== "edges");
  if (named.length === 0) return "The breakdown runs. Its nodes appear here when it is done.";
  return `Laid out: ${named.map(([name, count]) => `${count} ${name}`).join(", ")}.`;
};
