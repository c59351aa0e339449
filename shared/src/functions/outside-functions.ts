import { z } from "zod";
import { NODE_TYPES } from "../canvas/node-types/registry.ts";
import { plainLineSchema } from "../protocol/plain-line.ts";

/** Functions that run on a server which a workspace's owner has named. In batches and over REST they are `outside/<id>`. */
const OUTSIDE_PREFIX = "outside/";

export const outsideNameOf = (id: string): string => `${OUTSIDE_PREFIX}${id}`;

/** Undefined for the name of a built-in function. */
export const outsideIdOf = (name: string): string | undefined =>
  name.startsWith(OUTSIDE_PREFIX) ? name.slice(OUTSIDE_PREFIX.length) : undefined;

const httpUrl = z
  .url({ protocol: /^https?$/, message: "must be an http or https address" })
  .max(2_000)
  .refine((text) => {
    const { username, password } = new URL(text);
    return username === "" && password === "";
  }, "must not have a name or password in it; use the key field");

/** One choice that a person has when running the function. Every option has a default, so that none must be given. */
const optionSchema = z
  .strictObject({
    type: z.enum(["string", "number", "integer", "boolean"]),
    title: plainLineSchema(80).optional(),
    description: plainLineSchema(300).optional(),
    default: z.union([z.string(), z.number(), z.boolean()]),
    enum: z
      .array(z.union([z.string().max(200), z.number()]))
      .min(1)
      .max(50)
      .optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.number().int().min(0).max(4_000).optional(),
  })
  .superRefine((option, context) => {
    const schema = z.fromJSONSchema(option);
    if (!schema.safeParse(option.default).success)
      context.addIssue({ code: "custom", path: ["default"], message: "does not fit what the option allows" });
  });

/** JSON Schema, but only what a form can show: flat, and without patterns, which a foreign hand could make endless. */
const manifestOptionsSchema = z.strictObject({
  type: z.literal("object"),
  properties: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, "is no name of an option"), optionSchema)
    .refine((properties) => Object.keys(properties).length <= 30, "must have at most 30 options"),
  additionalProperties: z.literal(false).optional(),
});

type ManifestOptions = z.infer<typeof manifestOptionsSchema>;

const NO_OPTIONS: ManifestOptions = { type: "object", properties: {} };

/** What a function says about itself at the address an owner registers. Fields it adds are ignored. */
export const manifestSchema = z
  .object({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "must be lower-case letters, digits and hyphens"),
    title: plainLineSchema(60),
    description: plainLineSchema(300),
    version: z.number().int().min(1).max(1_000_000),
    target: z.enum(["node", "canvas"]).default("node"),
    nodeTypes: z.array(z.enum(NODE_TYPES)).max(NODE_TYPES.length).default([]),
    options: manifestOptionsSchema.default(NO_OPTIONS),
    /** Where it is called; may be relative to the manifest. */
    endpoint: z.string().min(1).max(2_000),
    /** image: a picture. json: anything else, kept as a file. */
    output: z.enum(["image", "json"]),
    /** Send the picture of the node's active take along. */
    wantsReference: z.boolean().default(false),
  })
  .superRefine(({ target, nodeTypes }, context) => {
    if ((target === "node") !== nodeTypes.length > 0) {
      const message =
        target === "node" ? "must name at least one type of node" : "must be empty for a canvas";
      context.addIssue({ code: "custom", path: ["nodeTypes"], message });
    }
  });

const common = {
  /** For one run, in seconds. */
  timeLimitSeconds: z.number().int().min(5).max(900).default(120),
  /** The owner says that equal input gives equal output, so that results may be reused. */
  deterministic: z.boolean().default(false),
};

const MAX_WORKFLOW_CHARACTERS = 256 * 1024;

const comfyNodeSchema = z.object({
  class_type: z.string().min(1).max(200),
  inputs: z.record(z.string(), z.unknown()),
  _meta: z.object({ title: z.string().max(200).optional() }).optional(),
});

/** As ComfyUI saves it with "Export (API)": node id → class and inputs. */
const workflowSchema = z
  .record(z.string(), comfyNodeSchema, { error: 'must be a workflow saved with "Export (API)"' })
  .refine((nodes) => Object.keys(nodes).length > 0, "has no nodes")
  .refine((nodes) => JSON.stringify(nodes).length <= MAX_WORKFLOW_CHARACTERS, "is larger than 256 KB")
  .refine(
    (nodes) => JSON.stringify(nodes).includes("{{prompt}}"),
    "must have {{prompt}} where the text goes",
  );

export const httpConfig = z.object({
  provider: z.literal("http"),
  manifestUrl: httpUrl,
  manifest: manifestSchema.safeExtend({ endpoint: httpUrl }),
  ...common,
});

export const openAiImagesConfig = z.object({
  provider: z.literal("openai-images"),
  /** With the version in it: https://api.openai.com/v1 */
  baseUrl: httpUrl,
  model: plainLineSchema(120),
  /** As the service names it. */
  size: z.string().regex(/^(auto|\d{2,5}x\d{2,5})$/, "must be like 1536x1024, or auto"),
  /** Put in front of every prompt. */
  style: z.string().trim().max(1_000).default(""),
  ...common,
});

export const comfyUiConfig = z.object({
  provider: z.literal("comfyui"),
  baseUrl: httpUrl,
  workflow: workflowSchema,
  /** Put in front of every prompt. */
  style: z.string().trim().max(1_000).default(""),
  ...common,
});

/** What an owner has set up, as the row holds it. */
export const outsideConfigSchema = z.discriminatedUnion("provider", [
  httpConfig,
  openAiImagesConfig,
  comfyUiConfig,
]);

export type OutsideConfig = z.infer<typeof outsideConfigSchema>;
export type OutsideProvider = OutsideConfig["provider"];
export const OUTSIDE_PROVIDERS: readonly OutsideProvider[] = outsideConfigSchema.options.map(
  (config) => config.shape.provider.value,
);
export type OutsideConfigOf<Provider extends OutsideProvider> = Extract<
  OutsideConfig,
  { provider: Provider }
>;

/** Choices of those functions that have no manifest. */
export const pictureOptionsSchema = z.object({
  /** Added to what the shot says: "charcoal sketch, rain on the lens". */
  direction: z.string().trim().max(500).default(""),
  /** Equal seeds give equal pictures where the service knows them; 0 = another one every time. */
  seed: z.number().int().min(0).max(2_147_483_647).default(0),
});
