import { z } from "zod";
import type { FunctionContract } from "../../functions/function-contract.ts";
import {
  outsideConfigSchema,
  outsideIdOf,
  outsideNameOf,
  pictureOptionsSchema,
  type OutsideConfig,
} from "../../functions/outside-functions.ts";
import { functionContracts, isFunctionName } from "../../functions/registry.ts";
import type { Records } from "../database/records.ts";
import type { OutsideFunctionRow } from "../database/tables.ts";

/** An outside function as it is set up now. */
export interface OutsideFunction {
  row: OutsideFunctionRow;
  config: OutsideConfig;
  contract: FunctionContract;
}

/** The function of this name that the canvas may run: a built-in one, or one of its workspace's. */
export const findFunction = async (
  records: Records,
  { canvasId, name }: { canvasId: string; name: string },
): Promise<FunctionContract | undefined> =>
  isFunctionName(name)
    ? functionContracts[name]
    : (await findOutsideFunction(records, { canvasId, name }))?.contract;

/** Undefined when it was removed, belongs to another workspace, or was stored by a newer release that says more. */
export const findOutsideFunction = async (
  records: Records,
  { canvasId, name }: { canvasId: string; name: string },
): Promise<OutsideFunction | undefined> => {
  const id = outsideIdOf(name);
  if (id === undefined) return undefined;
  const row = await records
    .selectFrom("outside_functions")
    .innerJoin("projects", "projects.workspace_id", "outside_functions.workspace_id")
    .innerJoin("canvases", "canvases.project_id", "projects.id")
    .selectAll("outside_functions")
    .where("canvases.id", "=", canvasId)
    .where("outside_functions.id", "=", id)
    .where("outside_functions.removed_at", "is", null)
    .executeTakeFirst();
  return row && readOutsideFunction(row);
};

/** The outside functions that a canvas may run, oldest first. */
export const listOutsideFunctions = async (
  records: Records,
  workspaceId: string,
): Promise<OutsideFunction[]> => {
  const rows = await records
    .selectFrom("outside_functions")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("removed_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.flatMap((row) => readOutsideFunction(row) ?? []);
};

export const readOutsideFunction = (row: OutsideFunctionRow): OutsideFunction | undefined => {
  const parsed = outsideConfigSchema.safeParse(JSON.parse(row.config));
  if (!parsed.success) return undefined;
  return { row, config: parsed.data, contract: contractOf(row, parsed.data) };
};

const contractOf = (row: OutsideFunctionRow, config: OutsideConfig): FunctionContract => ({
  name: outsideNameOf(row.id),
  version: row.version,
  title: row.title,
  icon: "plug",
  // The call itself ends first, so that a service that hangs is known by its breaker.
  timeLimitMs: config.timeLimitSeconds * 1000 + CHECKING_MS,
  ...describe(config),
});

/** For decoding and storing what came. */
const CHECKING_MS = 20_000;

type Described = Pick<
  FunctionContract,
  "description" | "target" | "nodeTypes" | "optionsSchema" | "produces"
>;

const describe = (config: OutsideConfig): Described => {
  switch (config.provider) {
    case "http": {
      const { description, target, nodeTypes, options, output } = config.manifest;
      return {
        description,
        target,
        nodeTypes,
        optionsSchema: z.fromJSONSchema(options),
        produces: target === "node" && output === "image" ? "take" : "files",
      };
    }
    case "openai-images":
      return drawsShots(`Draws the shot with ${config.model} at ${new URL(config.baseUrl).host}.`);
    case "comfyui":
      return drawsShots(`Draws the shot with the ComfyUI workflow at ${new URL(config.baseUrl).host}.`);
  }
};

const drawsShots = (description: string): Described => ({
  description,
  target: "node",
  nodeTypes: ["shot"],
  optionsSchema: pictureOptionsSchema,
  produces: "take",
});
