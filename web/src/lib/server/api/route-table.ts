import type { Route } from "./define-route.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { assetRoutes } from "./routes/assets.ts";
import { authRoutes } from "./routes/auth.ts";
import { batchActRoutes } from "./routes/batch-acts.ts";
import { batchEventRoutes } from "./routes/batch-events.ts";
import { batchRoutes } from "./routes/batches.ts";
import { canvasRoutes } from "./routes/canvases.ts";
import { contentRoutes } from "./routes/content.ts";
import { functionRoutes } from "./routes/functions.ts";
import { importRoutes } from "./routes/import.ts";
import { outsideFunctionRoutes } from "./routes/outside-functions.ts";
import { projectRoutes } from "./routes/projects.ts";
import { createReferenceRoute } from "./routes/reference.ts";
import { shareLinkRoutes } from "./routes/share-links.ts";
import { syncTokenRoutes } from "./routes/sync-tokens.ts";
import { workspaceRoutes } from "./routes/workspaces.ts";

const calls: readonly Route[] = [
  ...authRoutes,
  ...workspaceRoutes,
  ...projectRoutes,
  ...canvasRoutes,
  ...contentRoutes,
  ...importRoutes,
  ...syncTokenRoutes,
  ...shareLinkRoutes,
  ...functionRoutes,
  ...outsideFunctionRoutes,
  ...batchRoutes,
  ...batchActRoutes,
  ...batchEventRoutes,
  ...assetRoutes,
  ...apiKeyRoutes,
];

/** Every call of `/api/v1`: what is answered, and what the reference says, both come from here. */
export const routeTable: readonly Route[] = [...calls, createReferenceRoute(calls)];
