import { z } from "zod";
import { FRAME_RATE_NAMES } from "../animatic/frame-rates.ts";
import type { FunctionContract } from "./function-contract.ts";
import { scenesSchema } from "./page-options.ts";

export const animaticOptionsSchema = z.object({
  format: z
    .enum(["html", "mp4", "gif", "all"])
    .default("html")
    .meta({ title: "Format", description: "HTML is a player that opens from disk in any browser." }),
  captions: z
    .boolean()
    .default(true)
    .meta({ title: "Captions", description: "Number, scene and description below the picture." }),
  size: z
    .enum(["480p", "720p", "1080p"])
    .default("720p")
    .meta({ title: "Size", description: "What the picture of an MP4 fits into." }),
  frameRate: z
    .enum(FRAME_RATE_NAMES)
    .default("24")
    .meta({ title: "Frame rate", description: "Frames per second of an MP4." }),
  scenes: scenesSchema,
});

export const animaticFunction = {
  name: "animatic",
  version: 1,
  title: "Animatic",
  description: "Plays the active takes in script order for as long as each shot lasts.",
  icon: "film",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: animaticOptionsSchema,
  timeLimitMs: 600_000,
  produces: "files",
} as const satisfies FunctionContract;
