import { z } from "zod";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import { functionContracts } from "@backlot/shared/functions/registry";
import { listOutsideFunctions } from "@backlot/shared/server/outside-functions/find-function";
import { findCanvasGrant } from "../../access.ts";
import { defineRoute } from "../define-route.ts";
import { listOf } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { signedIn } from "../route-access.ts";

const functionView = z.object({
  name: z.string(),
  version: z.number().int(),
  title: z.string(),
  description: z.string(),
  icon: z.string(),
  target: z.enum(["node", "canvas"]),
  produces: z.enum(["take", "edit", "files"]),
  nodeTypes: z.array(z.string()),
  options: z.record(z.string(), z.unknown()).describe("JSON Schema; {} is always valid"),
  outside: z.literal(true).optional().describe("Runs on a server that the workspace's owner has named"),
});

const viewFunction = (contract: FunctionContract): z.infer<typeof functionView> => ({
  name: contract.name,
  version: contract.version,
  title: contract.title,
  description: contract.description,
  icon: contract.icon,
  target: contract.target,
  produces: contract.produces,
  nodeTypes: [...contract.nodeTypes],
  options: z.toJSONSchema(contract.optionsSchema, { io: "input", unrepresentable: "any" }),
});

export const functionRoutes = [
  defineRoute({
    method: "GET",
    path: "functions",
    summary:
      "What can be run on nodes and canvases; with `canvasId` also the functions of that canvas's workspace",
    access: signedIn,
    audience: "person",
    scope: "read",
    query: z.object({ canvasId: z.string().max(64).optional() }),
    answers: { 200: listOf(functionView) },
    handle: async ({ parts, visitor, query: { canvasId } }) => {
      const items = Object.values(functionContracts).map(viewFunction);
      if (canvasId === undefined) return reply(200, { items, nextCursor: null });
      const grant = await findCanvasGrant(parts.records, visitor, canvasId);
      if (!grant) return refuse("not-found");
      const outside = await listOutsideFunctions(parts.records, grant.canvas.workspaceId);
      for (const { contract } of outside) items.push({ ...viewFunction(contract), outside: true });
      return reply(200, { items, nextCursor: null });
    },
  }),
];
