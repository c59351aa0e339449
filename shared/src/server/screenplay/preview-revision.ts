import * as Y from "yjs";
import { openCanvasDocument } from "../../canvas/document.ts";
import { createYDoc } from "../../canvas/y-doc.ts";
import { readRevisionFacts } from "../../canvas/queries/read-revision-facts.ts";
import { readScreenplayFile } from "../../screenplay/read-screenplay-file.ts";
import { describeRevision } from "../../screenplay/revision/describe-revision.ts";
import { planRevision } from "../../screenplay/revision/plan-revision.ts";
import type { PreviewAnswer, ScreenplayTask } from "./screenplay-reader.ts";

/** What a screenplay would change on a stored canvas. */
export const previewRevision = ({
  bytes,
  format,
  updates,
}: Extract<ScreenplayTask, { kind: "preview" }>): PreviewAnswer => {
  const breakdown = readScreenplayFile(bytes, format);
  if (!breakdown.ok) return breakdown;
  const doc = createYDoc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const facts = readRevisionFacts(openCanvasDocument(doc));
  return {
    ok: true,
    hasScenes: facts.nodes.some(({ type }) => type === "scene"),
    diff: describeRevision(facts, planRevision(facts, breakdown)),
  };
};
