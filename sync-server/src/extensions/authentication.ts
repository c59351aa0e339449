import type { Extension } from "@hocuspocus/server";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { AccessList } from "../access/access-list.ts";
import { verifyGrant } from "../access/verify-grant.ts";
import { Refusal, type SyncContext } from "../sync-context.ts";

/** A token for this canvas whose grant has not been withdrawn; the role decides on writing. */
export const authentication = (parts: { secret: string; access: AccessList }): Extension<SyncContext> => {
  const refuse = (context: SyncContext, reason: CloseReason): Refusal => {
    // After PermissionDenied, which Hocuspocus sends when the hook rejects: a provider reads that, not the close code.
    setImmediate(() => context.socket.end(reason));
    return new Refusal(reason);
  };

  return {
    onAuthenticate: async ({ token, documentName, context, connectionConfig }) => {
      const grant = await verifyGrant(token, documentName, parts.secret);
      if (!grant) throw refuse(context, "denied");
      const entered = await parts.access.enter(context.socket, grant, token);
      if (!entered) throw refuse(context, "revoked");
      connectionConfig.readOnly = !entered.mayWrite;
      context.socket.markAuthenticated();
      return { grant };
    },
  };
};
