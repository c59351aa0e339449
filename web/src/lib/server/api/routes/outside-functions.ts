import { z } from "zod";
import type { OutsideConfig } from "@backlot/shared/functions/outside-functions";
import { createFetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import {
  listOutsideFunctions,
  readOutsideFunction,
  type OutsideFunction,
} from "@backlot/shared/server/outside-functions/find-function";
import type { OutsideFunctionRow } from "@backlot/shared/server/database/tables";
import { checkService, type ServiceCheck } from "../../outside-functions/check-service.ts";
import {
  addOutsideFunction,
  changeOutsideFunction,
  findKeyTrouble,
  MAX_OUTSIDE_FUNCTIONS,
  removeOutsideFunction,
} from "../../outside-functions/outside-functions.ts";
import { wantedConfigSchema, type WantedConfig } from "../../outside-functions/wanted-config.ts";
import type { Parts } from "../../parts.ts";
import { defineRoute, type Access } from "../define-route.ts";
import { listOf } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { decideWorkspace, workspaceFor } from "../route-access.ts";
import { isoTime, nameSchema } from "../views.ts";

const describedView = z.object({
  title: z.string(),
  description: z.string(),
  provider: z.enum(["http", "openai-images", "comfyui"]),
  target: z.enum(["node", "canvas"]),
  produces: z.enum(["take", "edit", "files"]),
  nodeTypes: z.array(z.string()),
  options: z.record(z.string(), z.unknown()).describe("JSON Schema; {} is always valid"),
});

const outsideFunctionView = describedView.extend({
  id: z.string(),
  name: z.string().describe("Its name in batches: outside/<id>"),
  version: z.number().int(),
  config: z.record(z.string(), z.unknown()),
  hasSecret: z.boolean(),
  fallsBack: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

const describe = ({ contract, config }: OutsideFunction): z.infer<typeof describedView> => ({
  title: contract.title,
  description: contract.description,
  provider: config.provider,
  target: contract.target,
  produces: contract.produces,
  nodeTypes: [...contract.nodeTypes],
  options: z.toJSONSchema(contract.optionsSchema, { io: "input", unrepresentable: "any" }),
});

const view = (known: OutsideFunction): z.infer<typeof outsideFunctionView> => ({
  ...describe(known),
  id: known.row.id,
  name: known.contract.name,
  version: known.row.version,
  config: known.config,
  hasSecret: known.row.sealed_secret !== null,
  fallsBack: known.row.falls_back === 1,
  createdAt: isoTime(known.row.created_at),
  updatedAt: isoTime(known.row.updated_at),
});

/** A header's value: visible ASCII. */
const secretSchema = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,1000}$/, "must be 1 to 1,000 visible characters without spaces");

const outsideFunctionFor =
  (action: "manage"): Access<{ row: OutsideFunctionRow }> =>
  async (context) => {
    const row = await context.parts.records
      .selectFrom("outside_functions")
      .selectAll()
      .where("id", "=", context.params["outsideFunctionId"] ?? "")
      .where("removed_at", "is", null)
      .executeTakeFirst();
    const decision = await decideWorkspace(context, row?.workspace_id, action);
    if (!decision.ok) return decision;
    return row ? { ok: true, grant: { row } } : { ok: false, reply: refuse("not-found") };
  };

const check = ({ config: { OUTSIDE_HOSTS } }: Parts, wanted: WantedConfig, secret: string | undefined) =>
  checkService(createFetchOutside({ allowedHosts: OUTSIDE_HOSTS ?? [] }), wanted, secret);

/** The stored key is sent nowhere before it is certain that it was entered for that server. */
const checkChange = async (
  parts: Parts,
  row: OutsideFunctionRow,
  wanted: WantedConfig,
  secret: string | null | undefined,
): Promise<ServiceCheck> => {
  const known = row.sealed_secret === null ? undefined : parts.sealed.open(row.sealed_secret);
  const key = secret === undefined ? known : (secret ?? undefined);
  const before = wanted.provider === "http" ? undefined : findKeyTrouble(row, wanted.baseUrl, secret);
  if (before) return { ok: false, errors: [before] };
  const checked = await check(parts, wanted, key);
  if (!checked.ok || checked.config.provider !== "http") return checked;
  const after = findKeyTrouble(row, checked.config.manifest.endpoint, secret);
  return after ? { ok: false, errors: [after] } : checked;
};

/** As it would be, before there is a row. */
const preview = (config: OutsideConfig, title: string): OutsideFunction | undefined =>
  readOutsideFunction({
    ...{ id: "new", workspace_id: "", provider: config.provider, title, version: 1 },
    ...{ config: JSON.stringify(config), sealed_secret: null, falls_back: 0, created_by: "" },
    ...{ created_at: 0, updated_at: 0, removed_at: null },
  });

const titleOf = (config: OutsideConfig, given: string | undefined): string =>
  given ?? (config.provider === "http" ? config.manifest.title : DEFAULT_TITLES[config.provider]);

const DEFAULT_TITLES = { "openai-images": "Image service", comfyui: "ComfyUI" } as const;

/** Functions on servers of a workspace's choice. Only its owners see and change their settings, and no key does. */
export const outsideFunctionRoutes = [
  defineRoute({
    method: "GET",
    path: "workspaces/:workspaceId/outside-functions",
    summary: "The workspace's outside functions, oldest first; their keys are never shown",
    access: workspaceFor("manage"),
    audience: "person",
    scope: "session",
    answers: { 200: listOf(outsideFunctionView) },
    handle: async ({ parts, grant }) => {
      const known = await listOutsideFunctions(parts.records, grant.workspaceId);
      return reply(200, { items: known.map(view), nextCursor: null });
    },
  }),
  defineRoute({
    method: "POST",
    path: "workspaces/:workspaceId/outside-functions/check",
    summary: "Asks a service what it is and says what would be registered; nothing is stored",
    access: workspaceFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({ config: wantedConfigSchema, secret: secretSchema.optional() }),
    answers: { 200: describedView.extend({ remarks: z.array(z.string()) }) },
    handle: async ({ parts, body }) => {
      const checked = await check(parts, body.config, body.secret);
      if (!checked.ok) return refuse("unprocessable", { errors: checked.errors });
      const known = preview(checked.config, titleOf(checked.config, undefined));
      return known ? reply(200, { ...describe(known), remarks: checked.remarks }) : refuse("unprocessable");
    },
  }),
  defineRoute({
    method: "POST",
    path: "workspaces/:workspaceId/outside-functions",
    summary:
      "Registers a function on another server: by its manifest, as an OpenAI-style service, or as ComfyUI",
    access: workspaceFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({
      title: nameSchema.optional(),
      config: wantedConfigSchema,
      secret: secretSchema.optional().describe("Sent to the service as a bearer token; never shown again"),
      fallsBack: z.boolean().default(false),
    }),
    answers: { 201: outsideFunctionView },
    handle: async ({ parts, grant, visitor, body: { title, config, secret, fallsBack } }) => {
      const present = await listOutsideFunctions(parts.records, grant.workspaceId);
      if (present.length >= MAX_OUTSIDE_FUNCTIONS)
        return refuse("conflict", {
          detail: `There are ${MAX_OUTSIDE_FUNCTIONS} already. Remove one first.`,
        });
      const checked = await check(parts, config, secret);
      if (!checked.ok) return refuse("unprocessable", { errors: checked.errors });
      const row = await addOutsideFunction(parts, {
        ...{ workspaceId: grant.workspaceId, config: checked.config, secret, fallsBack },
        title: titleOf(checked.config, title),
        createdBy: visitor.person?.id ?? "",
      });
      parts.logger.info({ outsideFunctionId: row.id, provider: row.provider }, "outside-function-added");
      const known = readOutsideFunction(row);
      return known ? reply(201, view(known)) : refuse("internal");
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "outside-functions/:outsideFunctionId",
    summary:
      "Changes an outside function. With `config` the service is asked again; `secret: null` takes the key away",
    access: outsideFunctionFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({
      title: nameSchema.optional(),
      config: wantedConfigSchema.optional(),
      secret: secretSchema.nullable().optional(),
      fallsBack: z.boolean().optional(),
    }),
    answers: { 200: outsideFunctionView },
    handle: async ({ parts, grant: { row }, body: { config, secret, ...rest } }) => {
      if (config && config.provider !== row.provider)
        return refuse("unprocessable", {
          errors: [{ path: "config.provider", message: "cannot be changed; add another function instead" }],
        });
      const checked = config && (await checkChange(parts, row, config, secret));
      if (checked && !checked.ok) return refuse("unprocessable", { errors: checked.errors });
      const changed = await changeOutsideFunction(parts, row.id, {
        ...rest,
        config: checked?.config,
        secret,
      });
      const known = changed && readOutsideFunction(changed);
      return known ? reply(200, view(known)) : refuse("not-found");
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "outside-functions/:outsideFunctionId",
    summary: "Removes an outside function and its key; takes that it made stay",
    access: outsideFunctionFor("manage"),
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant: { row } }) => {
      if (!(await removeOutsideFunction(parts.records, row.id))) return refuse("not-found");
      parts.logger.info({ outsideFunctionId: row.id }, "outside-function-removed");
      return reply(204);
    },
  }),
];
