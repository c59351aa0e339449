import { describe, expect, it } from "vitest";
import type { OutsideFunction } from "./outside-functions.ts";
import { checkWanted, requestOf, wantedOf } from "./wanted-function.ts";

const workflow = { "6": { class_type: "CLIPTextEncode", inputs: { text: "{{prompt}}" } } };
const known: OutsideFunction = {
  id: "f1",
  title: "Our ComfyUI",
  description: "Draws.",
  provider: "comfyui",
  target: "node",
  produces: "take",
  nodeTypes: ["shot"],
  version: 2,
  config: {
    provider: "comfyui",
    baseUrl: "http://comfy.lan:8188",
    workflow,
    style: "ink",
    timeLimitSeconds: 60,
  },
  hasSecret: true,
  fallsBack: true,
};

describe("the form of an outside function", () => {
  it("sends back what it was opened with, and no key that nobody typed", () => {
    const request = requestOf(wantedOf(known));
    expect(request).toEqual({
      title: "Our ComfyUI",
      fallsBack: true,
      config: { ...known.config, deterministic: false },
    });
  });

  it("says at each field what is missing for its kind", () => {
    const empty = wantedOf(undefined);
    expect(Object.keys(checkWanted(empty))).toEqual(["manifestUrl"]);
    expect(Object.keys(checkWanted({ ...empty, provider: "openai-images" }))).toEqual(["baseUrl", "model"]);
    expect(Object.keys(checkWanted({ ...empty, provider: "comfyui" }))).toEqual(["baseUrl", "workflow"]);
    const ready = { ...empty, manifestUrl: "https://x.example/m.json" };
    expect(checkWanted(ready)).toEqual({});
    for (const timeLimitSeconds of ["", "1", "10.5", "1000", "soon"])
      expect(checkWanted({ ...ready, timeLimitSeconds })).toHaveProperty("timeLimitSeconds");
  });

  it("knows a workflow that is no JSON", () => {
    const wanted = { ...wantedOf(known), workflow: "{ not json" };
    expect(checkWanted(wanted)["workflow"]).toContain("Export (API)");
  });
});
