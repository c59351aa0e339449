import { z } from "zod";

/** Options that all printed results share. */
export const paperSchema = z.enum(["a4", "letter"]).default("a4").meta({ title: "Paper" });
export const orientationSchema = z
  .enum(["landscape", "portrait"])
  .default("landscape")
  .meta({ title: "Orientation" });

/** Ids of the scenes to take; absent = the whole film. */
export const scenesSchema = z.array(z.string().max(64)).min(1).max(1000).optional();
