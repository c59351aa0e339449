import type { Extension } from "@hocuspocus/server";
import { parseDocumentName } from "@backlot/shared/protocol/document-name";
import { verifySyncToken } from "@backlot/shared/protocol/sync-token";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { AccessList } from "../access/access-list.ts";
import { Refusal, type SyncContext } from "../sync-context.ts";

/** What Hocuspocus calls the close of one document that the client asked for. */
const LEFT_BY_ITSELF = "provider_initiated";

/** A valid token of ours, made for exactly this canvas, whose grant has not been withdrawn; the role decides on writing. */
export const authentication = (parts: { secret: string; access: AccessList }): Extension<SyncContext> => {
  const refuse = (context: SyncContext, reason: CloseReason): Refusal => {
    // After PermissionDenied, which Hocuspocus sends when the hook rejects: a provider reads that, not the close code.
    setImmediate(() => context.socket.end(reason));
    return new Refusal(reason);
  };

  return {
    onAuthenticate: async ({ token, documentName, context, connectionConfig }) => {
      const grant = await verifySyncToken(token, parts.secret);
      if (!grant || parseDocumentName(documentName)?.canvasId !== grant.canvasId)
        throw refuse(context, "denied");
      const entered = await parts.access.enter(context.socket, grant, token);
      if (!entered) throw refuse(context, "revoked");
      connectionConfig.readOnly = !entered.mayWrite;
      context.socket.markAuthenticated();
      return { grant };
    },
    connected: ({ connection, context }) => {
      const { document } = connection;
      // Unloading may have won against this join; the client comes back to a fresh document.
      if (document.isDestroyed || !document.hasConnection(connection)) context.socket.end("restarting");
      // Hocuspocus ends a session after an error and leaves the socket open; a provider would wait on it for ever.
      connection.onClose((_, event) => {
        if (event && event.reason !== LEFT_BY_ITSELF) context.socket.end("restarting");
      });
      return Promise.resolve();
    },
  };
};
