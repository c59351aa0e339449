import { describe, expect, it } from "vitest";
import type { PanelScene } from "../panel-input.ts";
import { chooseKit } from "./choose-kit.ts";

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
    ["INT", "Ines's kitchen", "kitchen"],
    ["EXT", "Ines's house", "room"],
    ["INT", "BEDROOM", "bedroom"],
    ["INT", "POLICE STATION", "office"],
    ["EXT", "TRAIN STATION - PLATFORM 2", "station"],
    ["INT", "NIGHT TRAIN", "train"],
    ["EXT", "BACK ALLEY", "alley"],
    ["EXT", "WHEAT FIELD", "field"],
    ["EXT", "MOUNTAIN PASS", "mountain"],
    ["EXT", "ROOFTOP", "rooftop"],
    ["INT", "STAIRWELL", "stair"],
    ["INT", "COURTROOM 5", "court"],
    ["EXT", "COURTYARD", "alley"],
    ["INT", "HARBOUR BAR", "bar"],
    ["EXT", "ST MARY'S CHURCH", "church"],
    ["INT", "WAREHOUSE 9", "warehouse"],
    ["INT", "CLASSROOM", "school"],
    ["EXT", "CORNER SHOP", "shop"],
    ["INT", "HOSPITAL - WARD 3", "hospital"],
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
