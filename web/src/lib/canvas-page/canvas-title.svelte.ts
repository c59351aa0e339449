import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import { callApi } from "#lib/rest/call-api.ts";

/** Not a step of undo: the title also stands in the records, which undo does not reach. */
const RENAME = Symbol("rename");

/**
 * The title of an open canvas. The records hold it (the dashboard lists it from there); the document carries a rename
 * to everybody who has the canvas open.
 */
export const createCanvasTitle = (session: CanvasSession) => {
  let renamed = $state<string | undefined>();
  const { meta } = session.canvas;

  const follow = (): (() => void) => {
    const onMeta = (event: { keysChanged: Set<unknown> }): void => {
      // Before the first load the document tells an older title than the grant does.
      if (!session.loaded || !event.keysChanged.has("title")) return;
      const title = meta.get("title");
      if (typeof title === "string" && title !== "") renamed = title;
    };
    meta.observe(onMeta);
    return () => meta.unobserve(onMeta);
  };

  return {
    get text() {
      return renamed ?? session.grant?.canvas.title ?? "";
    },
    follow,
    /** Answers what went wrong in words; the old title then stands. */
    async rename(title: string): Promise<string | undefined> {
      const before = renamed;
      renamed = title;
      const answer = await callApi(`canvases/${session.canvasId}`, { method: "PATCH", body: { title } });
      if (answer.ok) {
        setMeta(session.canvas, { title }, RENAME);
        return undefined;
      }
      renamed = before;
      return `The title stays as it was. ${answer.refusal.message}`;
    },
  };
};
