import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type AppHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Where pages and API come from; only a test answers by itself. */
export interface AppLoader {
  /** Whether the app upgrades connections of its own. */
  readonly upgrades: boolean;
  load(server: Server): Promise<{ handler: AppHandler; close: () => Promise<void> }>;
}

/** Request headers through which this server tells adapter-node what it must believe; clients' own are dropped. */
export const PROTOCOL_HEADER = "x-backlot-protocol";
export const HOST_HEADER = "x-backlot-host";
export const ADDRESS_HEADER = "x-backlot-address";

const WEB_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The built app. adapter-node 6 takes every address for https and reads its settings from the environment while it
 * is imported, so they are set here. Bodies are limited by the routes, each with its own limit.
 */
export const builtApp: AppLoader = {
  upgrades: false,
  load: async () => {
    const entry = new URL("../../build/handler.js", import.meta.url);
    if (!existsSync(entry)) throw new Error("The app is not built: run `npm run build -w web`");
    process.env["PROTOCOL_HEADER"] = PROTOCOL_HEADER;
    process.env["HOST_HEADER"] = HOST_HEADER;
    process.env["ADDRESS_HEADER"] = ADDRESS_HEADER;
    process.env["BODY_SIZE_LIMIT"] = "Infinity";
    const { handler } = (await import(entry.href)) as {
      handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
    };
    return {
      handler: (request, response) => handler(request, response, () => response.writeHead(404).end()),
      close: () => Promise.resolve(),
    };
  },
};

/** The app through Vite, with hot reload over the same server. */
export const devApp: AppLoader = {
  upgrades: true,
  load: async (server) => {
    const { createServer } = await import("vite");
    // Kit looks for package.json and src/ in the working folder.
    process.chdir(WEB_FOLDER);
    const vite = await createServer({
      root: WEB_FOLDER,
      appType: "custom",
      server: { middlewareMode: true, hmr: { server } },
    });
    return {
      handler: (request, response) =>
        vite.middlewares(request, response, () => response.writeHead(404).end()),
      close: () => vite.close(),
    };
  },
};
