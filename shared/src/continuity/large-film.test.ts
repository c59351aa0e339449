import { expect, it } from "vitest";
import * as Y from "yjs";
import { proposeShots } from "../canvas/commands/propose-shots.ts";
import { writeFindings } from "../canvas/commands/write-findings.ts";
import { makeNodeMap, openCanvasDocument, type CanvasDocument } from "../canvas/document.ts";
import { planCoverage } from "../coverage/plan-coverage.ts";
import { readCoverageScene } from "../coverage/read-coverage-scene.ts";
import { COVERAGE_PACE } from "../coverage/styles.ts";
import { checkContinuity } from "./check-continuity.ts";
import { readFilm } from "./read-film.ts";
import { CONTINUITY_RULES } from "./rule-names.ts";

const SCENES = 1_000;
const SHOTS_PER_SCENE = 5;
/** Of a core: other suites run beside this one. Alone it is a third of this. */
const LIMIT_MS = 1_000;

const makeLargeFilm = (): CanvasDocument => {
  const canvas = openCanvasDocument(new Y.Doc());
  const script =
    "INES runs to the gate and takes the key.\n\nINES\nHold the gate!\n\nTOMAS\nIt is closed.\n\n".repeat(6);
  canvas.doc.transact(() => {
    for (const name of ["INES", "TOMAS", "WREN"])
      canvas.nodes.set(name, makeNodeMap({ type: "character", x: 0, y: 0 }, { name }));
    for (let index = 0; index < SCENES; index++) {
      const scene = `scene-${index}`;
      const order = `a${String(index).padStart(5, "0")}`;
      const place = { x: 296, y: index * 232 };
      canvas.nodes.set(scene, makeNodeMap({ type: "scene", ...place, order }, { script, pageEighths: 8 }));
      for (let shot = 0; shot < SHOTS_PER_SCENE; shot++) {
        const shell = { type: "shot" as const, x: 608 + shot * 232, y: place.y, order: `a${shot}` };
        const data = {
          scene,
          size: shot < 2 ? "MS" : "CU",
          description: "Somebody waits.",
          durationSeconds: 4,
        };
        canvas.nodes.set(`${scene}-${shot}`, makeNodeMap(shell, data));
        const edge = { type: "appears-in", source: "INES", target: `${scene}-${shot}` };
        canvas.edges.set(`appears-in:INES:${edge.target}`, new Y.Map<unknown>(Object.entries(edge)));
      }
    }
  });
  return canvas;
};
const coreMillisecondsOf = (act: () => void): number => {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

it("a film of a thousand scenes is checked, and a scene of it covered, in less than a second of a core", () => {
  const canvas = makeLargeFilm();
  const rules = CONTINUITY_RULES.codes;
  let findings: ReturnType<typeof checkContinuity> = [];
  expect(coreMillisecondsOf(() => (findings = checkContinuity(readFilm(canvas), rules)))).toBeLessThan(
    LIMIT_MS,
  );
  expect(findings.length).toBeGreaterThan(SCENES);
  expect(coreMillisecondsOf(() => writeFindings(canvas, { jobId: "job", rules, findings }))).toBeLessThan(
    LIMIT_MS,
  );
  const cover = () => {
    const scene = readCoverageScene(canvas, "scene-500");
    const shots = scene ? planCoverage(scene, { style: COVERAGE_PACE.classical, maxShots: 16 }) : [];
    proposeShots(canvas, { jobId: "cover", sceneId: "scene-500", shots });
  };
  expect(coreMillisecondsOf(cover)).toBeLessThan(LIMIT_MS);
}, 30_000);
