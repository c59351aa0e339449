import { describe, expect, it } from "vitest";
import { NODE_TYPES } from "@backlot/shared/canvas/node-types/registry";
import { choicesFor, dataFor } from "./quick-add-choices.ts";

describe("quick-add", () => {
  it("offers every type before anything is typed", () => {
    expect(choicesFor("", NODE_TYPES).map(({ type }) => type)).toEqual(NODE_TYPES);
  });

  it("narrows to the type whose name is typed", () => {
    expect(choicesFor("sh", NODE_TYPES)).toEqual([{ type: "shot", words: "" }]);
    expect(choicesFor("shot She hears a bell", NODE_TYPES)).toEqual([
      { type: "shot", words: "She hears a bell" },
    ]);
  });

  it("puts scene first for a slugline", () => {
    expect(choicesFor("INT. WHEELHOUSE - NIGHT", NODE_TYPES)[0]).toEqual({
      type: "scene",
      words: "INT. WHEELHOUSE - NIGHT",
    });
  });

  it("offers only what the wire allows", () => {
    expect(choicesFor("Harbour", ["scene"])).toEqual([{ type: "scene", words: "Harbour" }]);
  });

  it("reads a slugline into its parts", () => {
    expect(dataFor("scene", "int. wheelhouse - night")).toEqual({
      interiorExterior: "INT",
      setName: "WHEELHOUSE",
      timeOfDay: "NIGHT",
    });
    expect(dataFor("scene", "INT./EXT. FERRY")).toEqual({ interiorExterior: "INT/EXT", setName: "FERRY" });
    expect(dataFor("scene", "the pier")).toEqual({ setName: "THE PIER" });
  });

  it("gives each type the words where they belong", () => {
    expect(dataFor("character", "Ines")).toEqual({ name: "INES" });
    expect(dataFor("shot", "Rain")).toEqual({ description: "Rain" });
    expect(dataFor("note", "Ask Rafael")).toEqual({ text: "Ask Rafael" });
    expect(dataFor("act", "The last ferry")).toEqual({ title: "The last ferry" });
    expect(dataFor("shot", "")).toEqual({});
  });
});
