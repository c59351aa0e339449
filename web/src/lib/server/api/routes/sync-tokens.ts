import { z } from "zod";
import { ACTOR_KINDS, colorIndexOf, signSyncToken } from "@backlot/shared/protocol/sync-token";
import { roleSchema } from "@backlot/shared/protocol/roles";
import { can, findCanvasGrant, type CanvasGrant } from "../../access.ts";
import { readCookie, setCookie } from "../../cookies.ts";
import { forgetGuests } from "../../forget-guests.ts";
import { enterAsGuest, GUEST_COOKIE_SECONDS, guestCookieName, returnAsGuest } from "../../guests.ts";
import type { Parts } from "../../parts.ts";
import { hashSecret, isSecret, newSecret } from "../../secrets.ts";
import { refuseRate } from "../answer-api.ts";
import { defineRoute } from "../define-route.ts";
import { refuse, reply } from "../reply.ts";
import { anyone, canvasFor } from "../route-access.ts";
import { nameSchema } from "../views.ts";

const syncTokenView = z.object({
  token: z.string(),
  url: z.string(),
  role: roleSchema,
  expiresAt: z.iso.datetime(),
  canvas: z.object({ id: z.string(), title: z.string(), projectId: z.string(), projectName: z.string() }),
  actor: z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(ACTOR_KINDS),
    colorIndex: z.number().int(),
  }),
});

export const syncTokenRoutes = [
  defineRoute({
    method: "POST",
    path: "canvases/:canvasId/sync-token",
    summary: "A token that opens the canvas on the sync-server for ten minutes",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    answers: { 200: syncTokenView },
    handle: async ({ parts, url, grant }) => reply(200, await issueSyncToken(parts, url, grant)),
  }),
  defineRoute({
    method: "POST",
    path: "share/sync-token",
    summary: "Exchanges a review link's secret for a sync token and the guest cookie",
    access: anyone,
    audience: "anyone",
    scope: "none",
    body: z.object({ secret: z.string().min(1).max(200), name: nameSchema }),
    answers: { 200: syncTokenView },
    handle: async ({ parts, visitor, url, request, clientAddress, body }) => {
      const link = await parts.records
        .selectFrom("share_links")
        .select(["id", "canvas_id", "role", "expires_at"])
        .where("secret_hash", "=", hashSecret(body.secret))
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      if (!link || (link.expires_at !== null && link.expires_at <= Date.now())) return refuse("not-found");
      const { overHttps } = parts.origins;
      const name = guestCookieName(overHttps);
      const held = readCookie(request.headers.get("cookie"), name);
      const token = held !== undefined && isSecret(held) ? held : newSecret();
      const entry = { shareLinkId: link.id, token, name: body.name };
      let guest = await returnAsGuest(parts.records, entry);
      if (!guest) {
        const allowance = await parts.limits.newGuest(clientAddress);
        if (!allowance.ok) return refuseRate(allowance.retryAfterSeconds);
        guest = await enterAsGuest(parts.records, entry);
        await forgetGuests(parts, { shareLinkId: link.id, canvasId: link.canvas_id });
      }
      const grant = await findCanvasGrant(parts.records, { ...visitor, guestToken: token }, link.canvas_id);
      if (!grant) return refuse("not-found");
      const actor = visitor.person
        ? { kind: "person" as const, id: visitor.person.id, name: visitor.person.name }
        : { kind: "guest" as const, id: guest.id, name: guest.name };
      const linkGrant: CanvasGrant = { ...grant, role: link.role, actor: { ...actor, shareLinkId: link.id } };
      return reply(200, await issueSyncToken(parts, url, linkGrant), {
        cookies: [setCookie({ name, value: token, overHttps, maxAgeSeconds: GUEST_COOKIE_SECONDS })],
      });
    },
  }),
];

const issueSyncToken = async (
  parts: Parts,
  url: URL,
  { actor, role: actorRole, canvas }: CanvasGrant,
): Promise<z.infer<typeof syncTokenView>> => {
  // A key that may not edit opens the document as one who looks on.
  const role = !actor.key || can(actor, "edit", actorRole) ? actorRole : "viewer";
  const colorIndex = colorIndexOf(actor.id);
  const { token, expiresAt } = await signSyncToken(
    {
      canvasId: canvas.id,
      role,
      actorId: actor.id,
      actorKind: actor.kind,
      name: actor.name,
      colorIndex,
      ...(actor.shareLinkId !== undefined && { shareLinkId: actor.shareLinkId }),
      ...(actor.key && { apiKeyId: actor.key.id }),
    },
    parts.config.SECRET,
  );
  return {
    token,
    url: parts.config.PUBLIC_SYNC_URL ?? `${parts.origins.baseFor(url).replace(/^http/, "ws")}/sync`,
    role,
    expiresAt: expiresAt.toISOString(),
    canvas: {
      id: canvas.id,
      title: canvas.title,
      projectId: canvas.projectId,
      projectName: canvas.projectName,
    },
    actor: { id: actor.id, name: actor.name, kind: actor.kind, colorIndex },
  };
};
