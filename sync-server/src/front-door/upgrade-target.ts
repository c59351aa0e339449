import { isId } from "@backlot/shared/canvas/ids";

export type UpgradeTarget = { kind: "hocuspocus" } | { kind: "yjs"; canvasId: string; token: string };

/** `/sync` speaks Hocuspocus; `/yjs/<canvas id>?token=` speaks y-websocket; `undefined` = no such path. */
export const readUpgradeTarget = (url: string | undefined): UpgradeTarget | undefined => {
  const parsed = URL.parse(url ?? "", "http://sync-server");
  if (!parsed) return undefined;
  if (parsed.pathname === "/sync" || parsed.pathname === "/sync/") return { kind: "hocuspocus" };
  const [, first, canvasId, ...rest] = parsed.pathname.split("/");
  if (first !== "yjs" || !isId(canvasId) || rest.length > 0) return undefined;
  return { kind: "yjs", canvasId, token: parsed.searchParams.get("token") ?? "" };
};
