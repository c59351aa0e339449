import { z } from "zod";

/** What a function that produces files leaves in its job's result: stored files, to be downloaded from the canvas's assets. */
export const resultFilesSchema = z.object({
  files: z.array(
    z.object({
      /** As the file is called when it is saved: "Harbor Lights shot list.csv". */
      name: z.string(),
      /** Content hash. */
      asset: z.string(),
      mediaType: z.string(),
      byteLength: z.number().int().nonnegative(),
    }),
  ),
  /** What is missing or worth knowing, in words for a person: "MP4 needs ffmpeg on the worker". */
  remarks: z.array(z.string()).optional(),
});

export type ResultFiles = z.infer<typeof resultFilesSchema>;
