import { z } from "zod";
import { newRecordId } from "../../accounts.ts";
import { hashSecret, newSecret } from "../../secrets.ts";
import { roleSchema, shareRoleSchema } from "@backlot/shared/protocol/roles";
import { newestFirst } from "@backlot/shared/server/database/newest-first";
import type { Access } from "../define-route.ts";
import { defineRoute } from "../define-route.ts";
import { listOf, pageQuery, toPage } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor, decideCanvas } from "../route-access.ts";
import { isoTime } from "../views.ts";

const shareLinkView = z.object({
  id: z.string(),
  role: roleSchema,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
});

interface ShareLinkFacts {
  id: string;
  role: z.infer<typeof roleSchema>;
  created_at: number;
  expires_at: number | null;
}

const view = ({ id, role, created_at, expires_at }: ShareLinkFacts): z.infer<typeof shareLinkView> => ({
  id,
  role,
  createdAt: isoTime(created_at),
  ...(expires_at !== null && { expiresAt: isoTime(expires_at) }),
});

/** For `share-links/:shareLinkId`: whoever may manage its canvas. */
const shareLinkFor: Access<{ shareLinkId: string }> = async (context) => {
  const shareLinkId = context.params["shareLinkId"] ?? "";
  const link = await context.parts.records
    .selectFrom("share_links")
    .select("canvas_id")
    .where("id", "=", shareLinkId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const decision = await decideCanvas(context, "manage", link?.canvas_id);
  return decision.ok ? { ok: true, grant: { shareLinkId } } : decision;
};

export const shareLinkRoutes = [
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId/share-links",
    summary:
      "The review links that are not revoked, newest first; their addresses are shown only when they are made",
    access: canvasFor("manage"),
    audience: "person",
    scope: "session",
    query: pageQuery,
    answers: { 200: listOf(shareLinkView) },
    handle: async ({ parts, grant: { canvas }, query }) => {
      const rows = parts.records
        .selectFrom("share_links")
        .selectAll()
        .where("canvas_id", "=", canvas.id)
        .where("revoked_at", "is", null)
        .$call(newestFirst("share_links", query));
      return reply(200, toPage(await rows.execute(), query.limit, view));
    },
  }),
  defineRoute({
    method: "POST",
    path: "canvases/:canvasId/share-links",
    summary: "Makes a review link; whoever has it needs no account",
    access: canvasFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({
      role: shareRoleSchema,
      expiresAt: z.iso
        .datetime({ offset: true })
        .refine((time) => Date.parse(time) > Date.now(), "must be in the future")
        .optional(),
    }),
    answers: { 201: shareLinkView.extend({ url: z.url() }) },
    handle: async ({ parts, url, grant: { canvas, actor }, body }) => {
      const secret = newSecret();
      const row = {
        id: newRecordId(),
        canvas_id: canvas.id,
        secret_hash: hashSecret(secret),
        role: body.role,
        created_by: actor.id,
        created_at: Date.now(),
        expires_at: body.expiresAt === undefined ? null : Date.parse(body.expiresAt),
        revoked_at: null,
      };
      await parts.records.insertInto("share_links").values(row).execute();
      // In the fragment, which browsers never send: no log on the way can hold the secret.
      return reply(201, { ...view(row), url: `${parts.origins.baseFor(url)}/s#${secret}` });
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "share-links/:shareLinkId",
    summary: "Revokes a review link; whoever came through it is disconnected within a second",
    access: shareLinkFor,
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant: { shareLinkId } }) => {
      const revoked = await parts.records
        .updateTable("share_links")
        .set({ revoked_at: Date.now() })
        .where("id", "=", shareLinkId)
        .where("revoked_at", "is", null)
        .returning("id")
        .executeTakeFirst();
      if (!revoked) return refuse("not-found");
      await parts.revocations.publish({ kind: "share-link", shareLinkId });
      return reply(204);
    },
  }),
];
