import { describe, expect, it } from "vitest";
import { describeFunction, hostOf, placeRefusal } from "./outside-words.ts";

describe("the words of an outside function", () => {
  it("say what it does, on what, and what comes of it", () => {
    const ink = { title: "Ink", description: "Paints in ink.", provider: "http" } as const;
    expect(describeFunction({ ...ink, target: "node", nodeTypes: ["shot"], produces: "take" })).toBe(
      "Paints in ink. Runs on shot nodes and gives a take.",
    );
    expect(describeFunction({ ...ink, target: "canvas", nodeTypes: [], produces: "files" })).toBe(
      "Paints in ink. Runs on the whole canvas and gives a file.",
    );
  });

  it("name the host", () => {
    expect(hostOf({ config: { baseUrl: "https://api.example/v1" } })).toBe("api.example");
    expect(hostOf({ config: { manifestUrl: "http://10.0.0.4:8188/m.json" } })).toBe("10.0.0.4:8188");
    expect(hostOf({ config: {} })).toBe("");
  });

  it("put each refusal at its field, what the manifest says wrongly at its address", () => {
    const refusal = { code: "unprocessable", status: 422, message: "It cannot be used." } as const;
    const fields = {
      "config.manifestUrl": "The manifest contradicts itself.",
      "manifest.nodeTypes": "must name at least one type of node",
      "config.workflow.3.inputs": "has no nodes",
      secret: "must be visible characters",
    };
    expect(placeRefusal({ ...refusal, fields }).fields).toEqual({
      manifestUrl: "The manifest contradicts itself. nodeTypes: must name at least one type of node.",
      workflow: "Has no nodes.",
      secret: "Must be visible characters.",
    });
  });
});
