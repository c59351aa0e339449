import { CHARACTER_CLOTHING, CHARACTER_HAIR, CHARACTER_HATS } from "../canvas/node-types/character.ts";
import { describe, expect, it } from "vitest";
import { drawPortrait } from "./draw-portrait.ts";
import type { Figure } from "./figure.ts";
import type { PanelCharacter, PanelShot } from "./panel-input.ts";
import { planPanel } from "./plan-panel.ts";

const INES: PanelCharacter = { id: "ines", name: "INES", build: "average", hair: "bun" };
const TOMAS: PanelCharacter = { id: "tomas", name: "TOMAS", build: "average", hat: "beanie" };
const WREN: PanelCharacter = { id: "wren", name: "WREN", build: "small", hair: "long" };

function figures(shot: Partial<PanelShot>, characters: PanelCharacter[]): Figure[] {
  return planPanel({
    ratio: { width: 2, height: 1 },
    shot: { id: "shot", ...shot },
    characters,
    options: {},
  }).figures;
}

describe("staging", () => {
  it("makes figures larger the tighter the size", () => {
    const heads = (["EWS", "VWS", "WS", "MWS", "MS", "MCU", "CU", "BCU", "ECU"] as const).map(
      (size) => figures({ size }, [INES])[0]?.headUnits ?? 0,
    );
    expect(heads).toEqual([...heads].sort((a, b) => a - b));
    expect(new Set(heads).size).toBe(heads.length);
  });

  it("lets two people look at each other from either side", () => {
    const [left, right] = figures({ size: "MS", framing: "two-shot" }, [INES, TOMAS]);
    expect(left?.x).toBeLessThan(right?.x ?? 0);
    expect([left?.facing, right?.facing]).toEqual([1, -1]);
  });

  it("gives a single more air on the side it looks to", () => {
    for (let at = 0; at < 12; at++) {
      const [figure] = figures({ id: `s${at}`, size: "MS", framing: "single" }, [INES, TOMAS]);
      expect((480 - (figure?.x ?? 480)) * (figure?.facing ?? 0)).toBeGreaterThan(0);
    }
  });

  it("keeps a small person smaller and lower beside an adult, not alone", () => {
    const [adult, child] = figures({ size: "MS", framing: "two-shot" }, [TOMAS, WREN]);
    expect(child?.headUnits).toBeLessThan(adult?.headUnits ?? 0);
    expect(child?.chinY).toBeGreaterThan(adult?.chinY ?? 0);
    expect(figures({ size: "MS" }, [WREN])[0]?.headUnits).toBe(
      figures({ size: "MS" }, [TOMAS])[0]?.headUnits,
    );
  });

  it("turns the back of the one who is named after 'over' and makes the shoulder a third of the frame", () => {
    const [subject, owner] = figures({ size: "MS", framing: "ots", description: "Over Ines: Tomas" }, [
      INES,
      TOMAS,
    ]);
    expect(subject?.look.hat).toBe("beanie");
    expect(owner?.view).toBe("back");
    expect(owner?.look.hair).toBe("bun");
    const shoulders = 2.06 * (owner?.headUnits ?? 0) * (owner?.girth ?? 0);
    expect(shoulders / 960).toBeGreaterThan(0.28);
    expect(shoulders / 960).toBeLessThan(0.48);
    expect(
      figures({ size: "MS", framing: "ots", description: "Over somebody" }, [INES, TOMAS])[1]?.look.hat,
    ).toBe("beanie");
  });

  it("leaves the owner of a point of view out", () => {
    expect(figures({ size: "MS", framing: "pov" }, [INES])).toHaveLength(0);
    const seen = figures({ size: "MS", framing: "pov" }, [INES, TOMAS]);
    expect(seen.map((figure) => [figure.look.hat, figure.view])).toEqual([["beanie", "front"]]);
  });

  it.each([
    ["Ines and Wren hurry to the last ferry.", "WS", "walking", "three-quarter"],
    ["Ines hands him the wheel.", "MS", "reaching", "three-quarter"],
    ["They stand. Nobody speaks.", "MS", "standing", "three-quarter"],
    ["Seen from behind.", "MS", "standing", "back"],
    ["Both in profile.", "CU", "standing", "profile"],
    ["They sit on the bench.", "WS", "sitting", "three-quarter"],
    ["They face camera.", "MS", "standing", "front"],
  ] as const)("reads %s", (description, size, pose, view) => {
    const [figure] = figures({ size, framing: "two-shot", description }, [INES, TOMAS]);
    expect([figure?.pose, figure?.view]).toEqual([pose, view]);
  });

  it("has a person hold a thing alone", () => {
    expect(figures({ size: "MS", framing: "single", description: "Ines waits." }, [INES])[0]?.pose).toBe(
      "standing",
    );
    expect(
      figures({ size: "MS", framing: "single", description: "Ines holds the key." }, [INES])[0]?.pose,
    ).toBe("holding");
    const [reader] = figures({ size: "MS", framing: "single", description: "Ines holds the letter." }, [
      INES,
    ]);
    expect(reader?.holds).toBe("letter");
  });

  it("seats people lower where the floor is seen, and in a car always", () => {
    const chin = (description: string): number => figures({ size: "WS", description }, [INES])[0]?.chinY ?? 0;
    expect(chin("Ines sits.")).toBeGreaterThan(chin("Ines stands.") + 20);
    const inCar = planPanel({
      ratio: { width: 2, height: 1 },
      shot: { id: "c", size: "MS" },
      scene: { interiorExterior: "INT" },
      location: { id: "l", kit: "car" },
      characters: [INES],
      options: {},
    });
    expect(inCar.figures[0]?.pose).toBe("sitting");
  });
});

describe("portraits", () => {
  it("differ by every hair, hat and garment", () => {
    const drawn = CHARACTER_HAIR.codes.flatMap((hair) =>
      CHARACTER_HATS.codes.flatMap((hat) =>
        CHARACTER_CLOTHING.codes.map((clothing) => drawPortrait({ ...INES, hair, hat, clothing }, 96)),
      ),
    );
    for (const svg of drawn) expect(svg).not.toMatch(/NaN|undefined/);
    // A hood hides the hair and some garments share a collar, so not every combination is unlike.
    expect(new Set(drawn).size).toBeGreaterThan(90);
  });

  it("take any size that is asked for, within reason", () => {
    expect(drawPortrait(INES, Number.NaN)).toContain('width="96"');
    expect(drawPortrait(INES, 1e9)).toContain('width="2048"');
  });
});
