import { isId } from "@backlot/shared/canvas/ids";
import { PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "@backlot/shared/protocol/subprotocols";

export type UpgradeTarget = { kind: "hocuspocus" } | { kind: "yjs"; canvasId: string; token: string };

/**
 * `/sync` speaks Hocuspocus; `/yjs/<canvas id>` speaks y-websocket, with the token in the query or, so that it stands
 * in no address and no proxy's log, among the offered subprotocols. `undefined` = no such path.
 */
export const readUpgradeTarget = (request: {
  url?: string | undefined;
  headers: { "sec-websocket-protocol"?: string | undefined };
}): UpgradeTarget | undefined => {
  const parsed = URL.parse(request.url ?? "", "http://sync-server");
  if (!parsed) return undefined;
  if (isSyncPath(parsed.pathname)) return { kind: "hocuspocus" };
  const [, first, canvasId, ...rest] = parsed.pathname.split("/");
  if (first !== "yjs" || !isId(canvasId) || rest.length > 0) return undefined;
  const token = tokenAmong(request.headers["sec-websocket-protocol"]) ?? parsed.searchParams.get("token");
  return { kind: "yjs", canvasId, token: token ?? "" };
};

const isSyncPath = (path: string): boolean => path === "/sync" || path === "/sync/";

const tokenAmong = (offered: string | undefined): string | undefined =>
  offered
    ?.split(",")
    .map((protocol) => protocol.trim())
    .find((protocol) => protocol.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
    ?.slice(TOKEN_SUBPROTOCOL_PREFIX.length);

/** What the server answers to the offered subprotocols; never the token, which the answer would carry into logs. */
export const selectSubprotocol = (
  offered: Set<string>,
  request: { url?: string | undefined },
): string | false => {
  const path = request.url?.split("?", 1)[0] ?? "";
  // y-websocket has no message for it.
  if (isSyncPath(path) && offered.has(PRESENCE_SUBPROTOCOL)) return PRESENCE_SUBPROTOCOL;
  return offered.has(SUBPROTOCOL) && SUBPROTOCOL;
};
