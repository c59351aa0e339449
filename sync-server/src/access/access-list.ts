import { decodeJwt } from "jose";
import type { Logger } from "@backlot/shared/server/logger";
import type { Revocation } from "@backlot/shared/server/revocation";
import { mayEdit, type Role } from "@backlot/shared/protocol/roles";
import { SYNC_TOKEN_LIFETIME_SECONDS, type SyncGrant } from "@backlot/shared/protocol/sync-token";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { GrantRecords } from "./grant-records.ts";

/** Whose access is watched: a client's socket, which carries one grant for each document. */
export interface Insider {
  /** As of a WebSocket: 1 while it is open. */
  readonly readyState: number;
  end(reason: CloseReason): void;
}

/**
 * Who is inside, and whose access has ended. A connection lives as long as its grant: a revocation closes it at once,
 * and now and then all grants are compared with the records, in case a revocation was never heard.
 */
export interface AccessList {
  /** Lets the bearer of a verified token in and says whether he may write; `undefined` = his access has ended. */
  enter(socket: Insider, grant: SyncGrant, token: string): Promise<{ mayWrite: boolean } | undefined>;
  /** `ask` gets a new token from the client, and takes the right to write away at once where it is gone. */
  noteRenewable(socket: Insider, grant: SyncGrant, ask: (mayWrite: boolean) => void): void;
  /** A new token in place of that of `former`; answers as `enter`. */
  renew(
    socket: Insider,
    former: SyncGrant,
    grant: SyncGrant,
    token: string,
  ): Promise<{ mayWrite: boolean } | undefined>;
  leave(socket: Insider): void;
  revoke(revocation: Revocation): void;
  close(): void;
}

export const createAccessList = (parts: {
  records: GrantRecords;
  recheckIntervalMs: number;
  /** How long a client has to answer with a new token. */
  renewalDeadlineMs: number;
  logger: Logger;
}): AccessList => {
  /** From authentication on, before the records have answered: a revocation in between must not be missed. */
  const inside = new Map<Insider, Entry[]>();
  /** Revocations of the last token lifetime: a token signed before one must not re-enter after it. */
  const revocations: { revocation: Revocation; at: number }[] = [];

  const closeWhere = (ended: (grant: SyncGrant) => boolean): void => {
    for (const [socket, grants] of inside) {
      if (!grants.some(({ grant }) => ended(grant))) continue;
      inside.delete(socket);
      socket.end("revoked");
    }
  };

  const wasRevoked = (grant: SyncGrant, token: string): boolean => {
    const signedAt = (decodeJwt(token).iat ?? 0) * 1000;
    return revocations.some(({ revocation, at }) => at >= signedAt && concerns(revocation, grant));
  };

  const compareWithRecords = async (): Promise<void> => {
    const entered = [...inside].flatMap(([socket, entries]) =>
      entries.flatMap((entry) => (entry.couldWrite === undefined ? [] : [{ socket, entry }])),
    );
    const roles = await parts.records.rolesOf(entered.map(({ entry }) => entry.grant));
    for (const [index, { socket, entry }] of entered.entries()) {
      // Left, or closed by an earlier grant of the same socket.
      if (!inside.get(socket)?.includes(entry)) continue;
      const role = roles[index];
      if (canWrite(role) === entry.couldWrite && role !== undefined) continue;
      if (role !== undefined && entry.ask) {
        if (entry.askedAt === undefined) {
          entry.askedAt = performance.now();
          entry.ask(canWrite(role));
        }
        if (performance.now() - entry.askedAt < parts.renewalDeadlineMs) continue;
      }
      inside.delete(socket);
      // It cannot be asked, or has not answered since: coming back, it is told its new role as at every start.
      socket.end(role === undefined ? "revoked" : "restarting");
    }
  };
  let isComparing = false;
  const recheck = setInterval(() => {
    if (isComparing) return;
    isComparing = true;
    void compareWithRecords().finally(() => (isComparing = false));
  }, parts.recheckIntervalMs);
  recheck.unref();

  return {
    enter: async (socket, grant, token) => {
      // Nobody would ever take out a socket that has closed while its token was read.
      if (wasRevoked(grant, token) || socket.readyState !== OPEN) return undefined;
      const entry: Entry = { grant, couldWrite: undefined, ask: undefined, askedAt: undefined };
      inside.set(socket, [...(inside.get(socket) ?? []), entry]);
      const [role] = await parts.records.rolesOf([grant]);
      const entries = inside.get(socket);
      // Revoked or gone meanwhile.
      if (!entries?.includes(entry)) return undefined;
      if (!role) {
        inside.set(
          socket,
          entries.filter((other) => other !== entry),
        );
        return undefined;
      }
      entry.couldWrite = canWrite(role);
      return { mayWrite: entry.couldWrite && mayEdit(grant.role) };
    },
    noteRenewable: (socket, grant, ask) => {
      const entry = inside.get(socket)?.find((one) => one.grant === grant);
      if (entry) entry.ask = ask;
    },
    renew: async (socket, former, grant, token) => {
      const entry = inside.get(socket)?.find((one) => one.grant === former);
      if (!entry) return undefined;
      const [role] = await parts.records.rolesOf([grant]);
      // The entry was watched for a revocation of what the client came with, not of what it comes with now.
      if (!role || wasRevoked(grant, token) || !inside.get(socket)?.includes(entry)) return undefined;
      Object.assign(entry, { grant, couldWrite: canWrite(role), askedAt: undefined });
      return { mayWrite: canWrite(role) && mayEdit(grant.role) };
    },
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

const OPEN = 1;

interface Entry {
  grant: SyncGrant;
  /** Undefined until the records have answered. */
  couldWrite: boolean | undefined;
  /** Undefined = the client cannot be asked for a new token. */
  ask: ((mayWrite: boolean) => void) | undefined;
  /** Since its last token; on the clock of `performance`. */
  askedAt: number | undefined;
}

const canWrite = (role: Role | undefined): boolean => role !== undefined && mayEdit(role);

const concerns = (revocation: Revocation, grant: SyncGrant): boolean => {
  switch (revocation.kind) {
    case "share-link":
      return grant.shareLinkId === revocation.shareLinkId;
    case "api-key":
      return grant.apiKeyId === revocation.apiKeyId;
    case "person":
      return (
        grant.actorId === revocation.actorId &&
        (revocation.canvasId === undefined || revocation.canvasId === grant.canvasId)
      );
    case "canvas":
      return grant.canvasId === revocation.canvasId;
  }
};
