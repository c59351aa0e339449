/** What a WebSocket client offers to the sync-server beside a token. */
export const SUBPROTOCOL = "backlot";

/** Before a sync token among the offered subprotocols: the one place but the address where a browser can put it. */
export const TOKEN_SUBPROTOCOL_PREFIX = "backlot.token.";
