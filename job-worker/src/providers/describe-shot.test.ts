import { describe, expect, it } from "vitest";
import { describeShot } from "./describe-shot.ts";

const none = { style: "", direction: "" };
const empty = { ratio: { width: 16, height: 9 }, shot: { id: "1" }, characters: [], options: {} };

describe("a shot in words", () => {
  it("says what is seen, who, where, and how the camera sees it", () => {
    const words = describeShot(
      {
        ...empty,
        shot: {
          id: "1",
          size: "MCU",
          angle: "low",
          framing: "ots",
          lensMm: 85,
          movement: "dolly-in",
          description: "INES turns to the lighthouse. ",
        },
        scene: { interiorExterior: "EXT", setName: "PIER 4", timeOfDay: "DUSK" },
        characters: [
          { id: "a", name: "INES", hair: "curly", hairTone: "dark", clothing: "coat", hat: "beanie" },
          { id: "b", name: "TOMAS", hair: "bald" },
        ],
      },
      { style: "Charcoal storyboard", direction: "rain on the lens" },
    );
    expect(words).toBe(
      "Charcoal storyboard. INES turns to the lighthouse. " +
        "In frame: INES (dark curly hair, beanie, coat); TOMAS (bald). " +
        "Setting: exterior, pier 4, dusk. " +
        "medium close-up shot, over the shoulder, low angle, 85 mm lens, camera movement: dolly in. " +
        "rain on the lens.",
    );
  });

  it("of a static shot names no movement, and of an empty one nothing", () => {
    expect(describeShot({ ...empty, shot: { id: "1", movement: "static", size: "WS" } }, none)).toBe(
      "wide shot.",
    );
    expect(describeShot(empty, none)).toBe("");
  });

  it("has an end", () => {
    const shot = { id: "1", description: "very ".repeat(5_000) };
    expect(describeShot({ ...empty, shot }, none)).toHaveLength(4_000);
  });
});
