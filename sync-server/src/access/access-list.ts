import { decodeJwt } from "jose";
import type { Logger } from "@backlot/shared/server/logger";
import type { Revocation } from "@backlot/shared/server/revocation";
import { SYNC_TOKEN_LIFETIME_SECONDS, type SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { ClientSocket } from "../front-door/client-socket.ts";
import type { GrantRecords } from "./grant-records.ts";

const RECHECK_INTERVAL_MS = 30_000;

/**
 * Who is inside, and whose access has ended. A connection lives as long as its grant: a revocation closes it at once,
 * and every 30 s all grants are compared with the records, in case a revocation was never heard.
 */
export interface AccessList {
  mayEnter(grant: SyncGrant, token: string): boolean;
  enter(socket: ClientSocket, grant: SyncGrant): void;
  leave(socket: ClientSocket): void;
  revoke(revocation: Revocation): void;
  close(): void;
}

export const createAccessList = (parts: { records: GrantRecords; logger: Logger }): AccessList => {
  /** From authentication on, before the document is loaded: a revocation in between must not be missed. */
  const inside = new Map<ClientSocket, SyncGrant[]>();
  /** Revocations of the last token lifetime: a token signed before one must not re-enter after it. */
  const revocations: { revocation: Revocation; at: number }[] = [];

  const closeWhere = (ended: (grant: SyncGrant) => boolean): void => {
    for (const [socket, grants] of inside) {
      if (!grants.some(ended)) continue;
      inside.delete(socket);
      socket.end("revoked");
    }
  };

  const recheck = setInterval(
    () => closeWhere((grant) => !parts.records.isStillGranted(grant)),
    RECHECK_INTERVAL_MS,
  );
  recheck.unref();

  return {
    mayEnter: (grant, token) => {
      const signedAt = (decodeJwt(token).iat ?? 0) * 1000;
      const wasRevoked = revocations.some(
        ({ revocation, at }) => at >= signedAt && concerns(revocation, grant),
      );
      return !wasRevoked && parts.records.isStillGranted(grant);
    },
    enter: (socket, grant) => inside.set(socket, [...(inside.get(socket) ?? []), grant]),
    leave: (socket) => inside.delete(socket),
    revoke: (revocation) => {
      const now = Date.now();
      const firstKept = revocations.findIndex(({ at }) => at > now - SYNC_TOKEN_LIFETIME_SECONDS * 1000);
      revocations.splice(0, firstKept === -1 ? revocations.length : firstKept);
      revocations.push({ revocation, at: now });
      closeWhere((grant) => concerns(revocation, grant));
      parts.logger.info({ revocation }, "access-revoked");
    },
    close: () => clearInterval(recheck),
  };
};

const concerns = (revocation: Revocation, grant: SyncGrant): boolean => {
  switch (revocation.kind) {
    case "share-link":
      return grant.shareLinkId === revocation.shareLinkId;
    case "person":
      return (
        grant.actorId === revocation.actorId &&
        (revocation.canvasId === undefined || revocation.canvasId === grant.canvasId)
      );
    case "canvas":
      return grant.canvasId === revocation.canvasId;
  }
};
