import { expect, it } from "vitest";
import { listFiles, readText } from "./source-tree.ts";

const HOME = "shared/src/canvas/y-doc.ts";

it("documents are made by `createYDoc`: one that is not mended may differ from the others", () => {
  const sources = listFiles().filter((path) => /^[a-z-]+\/src\/.*\.(ts|svelte)$/.test(path));
  const strays = sources.filter(
    (path) => !/\.test(-[a-z]+)?\.ts$/.test(path) && path !== HOME && readText(path).includes("new Y.Doc("),
  );
  expect(strays).toEqual([]);
});
