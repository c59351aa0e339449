import { z } from "zod";
import { KEY_SCOPES } from "@backlot/shared/protocol/key-scopes";
import { newestFirst } from "@backlot/shared/server/database/newest-first";
import type { ApiKeyRow } from "@backlot/shared/server/database/tables";
import { addApiKey, revokeApiKey, scopesOf } from "../../api-keys/api-keys.ts";
import { defineRoute } from "../define-route.ts";
import { listOf, pageQuery, toPage } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { signedIn } from "../route-access.ts";
import { isoTime, nameSchema } from "../views.ts";

const apiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
  lastUsedAt: z.iso.datetime().optional(),
});

const view = (row: ApiKeyRow): z.infer<typeof apiKeyView> => ({
  id: row.id,
  name: row.name,
  scopes: scopesOf(row),
  createdAt: isoTime(row.created_at),
  ...(row.expires_at !== null && { expiresAt: isoTime(row.expires_at) }),
  ...(row.last_used_at !== null && { lastUsedAt: isoTime(row.last_used_at) }),
});

const MAX_KEYS = 100;

/** A person's own keys; by no key, so that one that was stolen makes no others. */
export const apiKeyRoutes = [
  defineRoute({
    method: "GET",
    path: "api-keys",
    summary: "One's API keys that are not revoked, newest first; the keys themselves are shown only once",
    access: signedIn,
    audience: "person",
    scope: "session",
    query: pageQuery,
    answers: { 200: listOf(apiKeyView) },
    handle: async ({ parts, grant, query }) => {
      const rows = parts.records
        .selectFrom("api_keys")
        .selectAll()
        .where("user_id", "=", grant.id)
        .where("revoked_at", "is", null)
        .$call(newestFirst("api_keys", query));
      return reply(200, toPage(await rows.execute(), query.limit, view));
    },
  }),
  defineRoute({
    method: "POST",
    path: "api-keys",
    summary: "Makes an API key that acts as its person within its scopes; `key` is shown only in this answer",
    access: signedIn,
    audience: "person",
    scope: "session",
    body: z.object({
      name: nameSchema,
      scopes: z
        .array(z.enum(KEY_SCOPES))
        .min(1, "name at least one scope")
        .refine((scopes) => new Set(scopes).size === scopes.length, "names a scope twice"),
      expiresAt: z.iso
        .datetime({ offset: true })
        .refine((time) => Date.parse(time) > Date.now(), "must be in the future")
        .optional(),
    }),
    answers: { 201: apiKeyView.extend({ key: z.string() }) },
    handle: async ({ parts, grant, body }) => {
      const { count } = await parts.records
        .selectFrom("api_keys")
        .select((row) => row.fn.countAll<number>().as("count"))
        .where("user_id", "=", grant.id)
        .where("revoked_at", "is", null)
        .executeTakeFirstOrThrow();
      if (Number(count) >= MAX_KEYS)
        return refuse("conflict", { detail: `There are ${MAX_KEYS} keys already. Revoke one first.` });
      const { row, key } = await addApiKey(parts.records, {
        userId: grant.id,
        name: body.name,
        scopes: body.scopes,
        expiresAtMs: body.expiresAt === undefined ? null : Date.parse(body.expiresAt),
      });
      parts.logger.info({ keyId: row.id, userId: grant.id, scopes: body.scopes }, "api-key-made");
      return reply(201, { ...view(row), key });
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "api-keys/:apiKeyId",
    summary: "Revokes an API key at once; what it has opened is closed within a second",
    access: signedIn,
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant, params }) => {
      const id = params["apiKeyId"] ?? "";
      if (!(await revokeApiKey(parts.records, { id, userId: grant.id }))) return refuse("not-found");
      await parts.revocations.publish({ kind: "api-key", apiKeyId: id });
      parts.logger.info({ keyId: id, userId: grant.id }, "api-key-revoked");
      return reply(204);
    },
  }),
];
