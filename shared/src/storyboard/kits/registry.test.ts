import { describe, expect, it } from "vitest";
import type { PanelScene } from "../panel-input.ts";
import { chooseKit } from "./registry.ts";

describe("the kit of a place", () => {
  it.each([
    ["EXT", "PIER 4", "pier"],
    ["EXT", "FERRY DECK", "deck"],
    ["EXT", "FERRY - DECK", "deck"],
    ["INT", "FERRY - WHEELHOUSE", "wheelhouse"],
    ["INT", "FERRY", "wheelhouse"],
    ["EXT", "HARBOR", "pier"],
    ["EXT", "HARBOR STREET", "street"],
    ["INT", "CLOCK TOWER", "clock-tower"],
    ["INT", "WORKSHOP", "workshop"],
    ["EXT", "THE WOODS", "forest"],
    ["INT", "Ines's kitchen", "room"],
    ["INT", "SPACESHIP 9", "interior"],
    ["EXT", "MARS", "exterior"],
    ["EXT", "THE BEACH", "beach"],
    ["INT", "TOMAS'S CAR", "car"],
    ["INT", "HOSPITAL CORRIDOR", "corridor"],
  ] as const)("is chosen by the words: %s. %s is a %s", (interiorExterior, setName, kit) => {
    const scene: PanelScene = { interiorExterior, setName };
    expect(chooseKit(scene, undefined).name).toBe(kit);
    expect(chooseKit({ interiorExterior }, { id: "l", name: setName }).name).toBe(kit);
  });

  it("is what the location says, whatever its name", () => {
    expect(chooseKit({ setName: "PIER" }, { id: "l", name: "PIER", kit: "forest" })).toEqual({
      name: "forest",
      chosen: true,
    });
  });

  it("ignores a kit nobody knows, even a property of every object", () => {
    expect(chooseKit(undefined, { id: "l", kit: "constructor" as "pier" }).name).toBe("exterior");
  });
});
