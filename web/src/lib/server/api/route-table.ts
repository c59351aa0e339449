import type { Route } from "./define-route.ts";
import { authRoutes } from "./routes/auth.ts";
import { canvasRoutes } from "./routes/canvases.ts";
import { projectRoutes } from "./routes/projects.ts";
import { syncTokenRoutes } from "./routes/sync-tokens.ts";
import { workspaceRoutes } from "./routes/workspaces.ts";

/** Every call of `/api/v1`: what is answered, and what the reference says, both come from here. */
export const routeTable: readonly Route[] = [
  ...authRoutes,
  ...workspaceRoutes,
  ...projectRoutes,
  ...canvasRoutes,
  ...syncTokenRoutes,
];
