import { describe, expect, it } from "vitest";
import type { ShotList, ShotListShot } from "../shot-list/read-shot-list.ts";
import { FRAME_RATES, FRAME_RATE_NAMES } from "./frame-rates.ts";
import { planAnimatic } from "./plan-animatic.ts";

const shot = (number: string, durationSeconds?: number): ShotListShot => ({
  id: number,
  number,
  cast: [],
  data: {
    size: "MS",
    description: " She turns. ",
    ...(durationSeconds !== undefined && { durationSeconds }),
  },
});

const listOf = (...scenes: ShotListShot[][]): ShotList => ({
  title: "Night ferry",
  ratio: { width: 2, height: 1 },
  scenes: scenes.map((shots, index) => ({
    ...{ id: `s${index}`, number: String(index + 1), slugline: "PIER", tone: "day-ext", synopsis: "", shots },
  })),
});

describe("an animatic", () => {
  it("plays the shots one after the other and knows where each scene begins", () => {
    const animatic = planAnimatic(listOf([shot("1A", 4.1), shot("1B", 0.2)], [], [shot("3A", 2)]));
    expect(animatic.panels.map(({ number, scene, startSeconds }) => [number, scene, startSeconds])).toEqual([
      ["1A", 0, 0],
      ["1B", 0, 4.1],
      ["3A", 1, 4.3],
    ]);
    expect(animatic.scenes.map(({ number, startSeconds }) => [number, startSeconds])).toEqual([
      ["1", 0],
      ["3", 4.3],
    ]);
    expect(animatic.totalSeconds).toBe(6.3);
    expect(animatic.panels[0]).toMatchObject({ camera: "MS", description: "She turns." });
  });

  it("gives a shot without a duration three seconds and names it", () => {
    const animatic = planAnimatic(listOf([shot("1A"), shot("1B", 0), shot("", undefined)]));
    expect(animatic.panels.map(({ durationSeconds }) => durationSeconds)).toEqual([3, 3, 3]);
    expect(animatic.withoutDuration).toEqual(["1A", "1B", "unnumbered"]);
  });
});

it("knows every frame rate by its exact ratio", () => {
  expect([...FRAME_RATE_NAMES].sort()).toEqual(Object.keys(FRAME_RATES).sort());
  for (const name of FRAME_RATE_NAMES) {
    const { frames, seconds } = FRAME_RATES[name];
    expect(frames / seconds).toBeCloseTo(Number(name), 2);
  }
});
