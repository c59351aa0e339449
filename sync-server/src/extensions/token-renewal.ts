import { OutgoingMessage, type Extension } from "@hocuspocus/server";
import type { AccessList } from "../access/access-list.ts";
import { verifyGrant } from "../access/verify-grant.ts";
import type { SyncContext } from "../sync-context.ts";

/**
 * Whose rights have changed is asked for a token that says so, and stays connected: a right that is gone is gone at once,
 * a new one comes with the token. A client may also show a new token of its own accord. Nothing here may throw, for
 * Hocuspocus would print it to the console and end the session alone, and a provider would wait on the open socket.
 */
export const tokenRenewal = (parts: { secret: string; access: AccessList }): Extension<SyncContext> => ({
  connected: ({ connection, context: { grant, socket, speaksYWebsocket } }) => {
    // y-websocket knows no such question.
    if (grant && !speaksYWebsocket)
      parts.access.noteRenewable(socket, grant, (mayWrite) => {
        if (!mayWrite) connection.readOnly = true;
        connection.requestToken();
      });
    return Promise.resolve();
  },

  onTokenSync: async ({ token, documentName, context, connection }) => {
    const { grant: former, socket } = context;
    const grant = await verifyGrant(token, documentName, parts.secret);
    if (!former || grant?.actorId !== former.actorId) {
      socket.end("denied");
      return {};
    }
    const renewed = await parts.access.renew(socket, former, grant, token);
    if (!renewed) {
      socket.end("revoked");
      return {};
    }
    connection.readOnly = !renewed.mayWrite;
    connection.send(
      new OutgoingMessage(connection.messageAddress).writeAuthenticated(connection.readOnly).toUint8Array(),
    );
    return { grant };
  },
});
