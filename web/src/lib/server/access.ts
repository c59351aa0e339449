import type { KeyScope } from "@backlot/shared/protocol/key-scopes";
import type { Role } from "@backlot/shared/protocol/roles";
import type { Records } from "@backlot/shared/server/database/records";
import { findGuest } from "./guests.ts";
import type { Visitor } from "./visitor.ts";

/** Who acts on a canvas: a member as a person, or whoever came through a review link. */
export interface Actor {
  kind: "person" | "guest";
  id: string;
  name: string;
  /** The review link that gives the role, when it is not a membership. */
  shareLinkId?: string;
  /** The API key through which the person acts, and what it may do. */
  key?: { readonly id: string; readonly scopes: readonly KeyScope[] };
}

export interface CanvasFacts {
  id: string;
  title: string;
  projectId: string;
  projectName: string;
  workspaceId: string;
  createdAt: number;
  updatedAt: number;
}

export interface CanvasGrant {
  actor: Actor;
  role: Role;
  canvas: CanvasFacts;
}

/** read: look; edit: change the document; import: the same by a file; run: submit work; manage: links, title, deletion. */
export type CanvasAction = "read" | "edit" | "import" | "run" | "manage";

/** What a call asks of an API key. `session`: no key may make it. `none`: nobody is asked who they are. */
export type CallScope = KeyScope | "session" | "none";

export const mayCall = (scopes: readonly KeyScope[], scope: CallScope): boolean =>
  scope === "none" || (scope !== "session" && scopes.includes(scope));

const SCOPE_OF_ACTION = {
  read: "read",
  edit: "edit",
  import: "edit",
  run: "run",
  manage: "session",
} as const satisfies Record<CanvasAction, CallScope>;

/** THE rule of who may do what on a canvas. */
export const can = (actor: Actor, action: CanvasAction, role: Role): boolean => {
  if (actor.key && !mayCall(actor.key.scopes, SCOPE_OF_ACTION[action])) return false;
  switch (action) {
    case "read":
      return true;
    case "edit":
      return role === "owner" || role === "editor";
    case "import":
    case "run":
      return actor.kind === "person" && (role === "owner" || role === "editor");
    case "manage":
      return actor.shareLinkId === undefined && (role === "owner" || role === "editor");
  }
};

export interface WorkspaceGrant {
  workspaceId: string;
  role: Role;
}

/** Undefined for a canvas that is not there and for one the visitor may not see: nobody can tell which. */
export const findCanvasGrant = async (
  records: Records,
  visitor: Visitor,
  canvasId: string,
): Promise<CanvasGrant | undefined> => {
  const row = await records
    .selectFrom("canvases")
    .innerJoin("projects", "projects.id", "canvases.project_id")
    .select(["canvases.id", "title", "project_id", "projects.name as project_name", "workspace_id"])
    .select(["canvases.created_at", "canvases.updated_at"])
    .where("canvases.id", "=", canvasId)
    .executeTakeFirst();
  if (!row) return undefined;
  const canvas: CanvasFacts = {
    id: row.id,
    title: row.title,
    projectId: row.project_id,
    projectName: row.project_name,
    workspaceId: row.workspace_id,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  };
  const { person, guestToken } = visitor;
  if (person) {
    const membership = await findWorkspaceGrant(records, visitor, canvas.workspaceId);
    if (membership) {
      const actor: Actor = { kind: "person", id: person.id, name: person.name };
      if (visitor.key) actor.key = visitor.key;
      return { actor, role: membership.role, canvas };
    }
  }
  const guest = guestToken === undefined ? undefined : await findGuest(records, canvasId, guestToken);
  if (!guest) return undefined;
  const { shareLinkId, role } = guest;
  const actor: Actor = person
    ? { kind: "person", id: person.id, name: person.name, shareLinkId }
    : { kind: "guest", id: guest.id, name: guest.name, shareLinkId };
  return { actor, role, canvas };
};

export const findWorkspaceGrant = async (
  records: Records,
  visitor: Visitor,
  workspaceId: string,
): Promise<WorkspaceGrant | undefined> => {
  if (!visitor.person) return undefined;
  const row = await records
    .selectFrom("workspace_members")
    .select("role")
    .where("workspace_id", "=", workspaceId)
    .where("user_id", "=", visitor.person.id)
    .executeTakeFirst();
  return row && { workspaceId, role: row.role };
};
