import {
  can,
  findCanvasGrant,
  findWorkspaceGrant,
  type CanvasAction,
  type CanvasGrant,
  type WorkspaceGrant,
} from "../access.ts";
import type { Person } from "../sessions.ts";
import type { Access, AccessDecision, RouteContext } from "./define-route.ts";
import { refuse } from "./reply.ts";

/** The gates of the routes. Not signed in: 401, whatever the id. Signed in: 404 for all one may not see, 403 for a role too low. */
export const anyone: Access<undefined> = () => ({ ok: true, grant: undefined });

export const signedIn: Access<Person> = ({ visitor }) =>
  visitor.person ? { ok: true, grant: visitor.person } : { ok: false, reply: refuse("not-signed-in") };

const notFound = ({ visitor }: RouteContext): { ok: false; reply: ReturnType<typeof refuse> } => ({
  ok: false,
  reply: refuse(visitor.person || visitor.guestToken ? "not-found" : "not-signed-in"),
});

export const decideCanvas = async (
  context: RouteContext,
  action: CanvasAction,
  canvasId: string | undefined,
): Promise<AccessDecision<CanvasGrant>> => {
  const { parts, visitor } = context;
  if (canvasId === undefined || (!visitor.person && !visitor.guestToken)) return notFound(context);
  const grant = await findCanvasGrant(parts.records, visitor, canvasId);
  if (!grant) return notFound(context);
  return can(grant.actor, action, grant.role)
    ? { ok: true, grant }
    : { ok: false, reply: refuse("role-too-low") };
};

/** For paths with `:canvasId`. */
export const canvasFor =
  (action: CanvasAction): Access<CanvasGrant> =>
  (context) =>
    decideCanvas(context, action, context.params["canvasId"]);

export const decideWorkspace = async (
  context: RouteContext,
  workspaceId: string | undefined,
  action: "read" | "manage",
): Promise<AccessDecision<WorkspaceGrant>> => {
  const { parts, visitor } = context;
  const grant =
    workspaceId === undefined ? undefined : await findWorkspaceGrant(parts.records, visitor, workspaceId);
  if (!grant) return notFound(context);
  if (action === "manage" && (grant.role !== "owner" || visitor.key))
    return { ok: false, reply: refuse("role-too-low") };
  return { ok: true, grant };
};

/** For paths with `:workspaceId`. */
export const workspaceFor =
  (action: "read" | "manage"): Access<WorkspaceGrant> =>
  (context) =>
    decideWorkspace(context, context.params["workspaceId"], action);

/** For paths with `:projectId`. */
export const projectFor =
  (action: "read" | "manage"): Access<WorkspaceGrant & { projectId: string }> =>
  async (context) => {
    const projectId = context.params["projectId"] ?? "";
    const row = await context.parts.records
      .selectFrom("projects")
      .select("workspace_id")
      .where("id", "=", projectId)
      .executeTakeFirst();
    const decision = await decideWorkspace(context, row?.workspace_id, action);
    return decision.ok ? { ok: true, grant: { ...decision.grant, projectId } } : decision;
  };
