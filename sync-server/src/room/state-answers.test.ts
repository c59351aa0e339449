import { expect, it } from "vitest";
import * as Y from "yjs";
import { StateAnswers } from "./state-answers.ts";

const MEBIBYTE = 1024 * 1024;
/** A vector of somebody who has none of the document's clients. */
const strangersVector = (client: number): Uint8Array => Y.encodeStateVector(new Map([[client, 1]]));

it("gives the same bytes to all who ask the same, until the document changes", () => {
  const doc = new Y.Doc();
  const answers = new StateAnswers(doc);
  const before = answers.since(strangersVector(1));
  expect(answers.since(strangersVector(1))).toBe(before);
  doc.getMap("nodes").set("a", 1);
  answers.forget();
  expect(answers.since(strangersVector(1))).not.toEqual(before);
});

it("keeps few answers of a large document, however differently it is asked for", () => {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "x".repeat(6 * MEBIBYTE));
  const answers = new StateAnswers(doc);
  const given = Array.from({ length: 10 }, (_, client) => answers.since(strangersVector(client)));
  const forgotten = given.findLastIndex(
    (answer, client) => answers.since(strangersVector(client)) !== answer,
  );
  expect(given.length - 1 - forgotten).toBe(2);
});
