import type { ActorKind } from "@backlot/shared/protocol/sync-token";
import type { Role } from "@backlot/shared/protocol/roles";

/** What web answers to who may open a canvas. */
export interface CanvasGrant {
  token: string;
  /** Address of the sync-server. */
  url: string;
  role: Role;
  /** ISO time. */
  expiresAt: string;
  canvas: { id: string; title: string; projectId: string; projectName: string };
  actor: { id: string; name: string; kind: ActorKind; colorIndex: number };
}

export type GrantRefusal = "denied" | "revoked" | "not-found";

/** `unreachable` is worth another try, a refusal is not. */
export type GrantAnswer =
  { ok: true; grant: CanvasGrant } | { ok: false; reason: GrantRefusal | "unreachable" };

/** Asks as a signed-in member. */
export const requestMemberGrant = (canvasId: string): Promise<GrantAnswer> =>
  requestGrant(`/api/v1/canvases/${encodeURIComponent(canvasId)}/sync-token`, {});

/** Asks with the secret of a review link and the name the guest goes by. */
export const requestGuestGrant = (secret: string, name: string): Promise<GrantAnswer> =>
  requestGrant("/api/v1/share/sync-token", { secret, name });

const requestGrant = async (path: string, body: object): Promise<GrantAnswer> => {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return { ok: true, grant: (await response.json()) as CanvasGrant };
    if (response.status === 401) return { ok: false, reason: "denied" };
    if (response.status === 403) return { ok: false, reason: "revoked" };
    if (response.status === 404) return { ok: false, reason: "not-found" };
    return { ok: false, reason: "unreachable" };
  } catch {
    // fetch rejects only when no answer came: offline, or web restarts.
    return { ok: false, reason: "unreachable" };
  }
};
