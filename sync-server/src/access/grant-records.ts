import type { Logger } from "@backlot/shared/server/logger";
import { openRecordsToRead, type Records, type RecordsPlace } from "@backlot/shared/server/database/records";
import type { Role } from "@backlot/shared/protocol/roles";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";

export interface GrantRecords {
  /**
   * The roles now, in the order asked; `undefined` = access has ended. Records that are missing or unreadable prove
   * nothing against a signed token; a canvas missing from readable records is deleted, for people and guests.
   * Never rejects, and answers in time for an authentication.
   */
  rolesOf(grants: readonly SyncGrant[]): Promise<(Role | undefined)[]>;
  state(): "ok" | "degraded";
  close(): Promise<void>;
}

/** Two of these, one after the other, fit into the deadline of an authentication. */
const ANSWER_DEADLINE_MS = 1_500;
const MAX_GRANTS_PER_QUERY = 500;
const CONNECTIONS = { maxConnections: 2, timeoutMs: ANSWER_DEADLINE_MS };

/**
 * Looks web's records up, never writes. One look-up is under way at a time; what is asked meanwhile goes together into
 * the next, so that a thousand clients that come back at once cost a few queries.
 */
export const openGrantRecords = (place: RecordsPlace, logger: Logger): GrantRecords => {
  let records: Records | undefined;
  let state: "ok" | "degraded" = "ok";
  let waiting: Question[] = [];
  let isLooking = false;

  const lookUp = async (grants: readonly SyncGrant[]): Promise<(Role | undefined)[]> => {
    const tokenRoles = grants.map((grant) => grant.role);
    try {
      records ??= openRecordsToRead(place, CONNECTIONS);
      const roles = records ? await inTime(readRoles(records, grants)) : tokenRoles;
      if (state === "degraded") logger.info("grant-records-readable");
      state = "ok";
      return roles;
    } catch (error) {
      if (state === "ok") logger.warn({ err: error }, "grant-records-unreadable");
      state = "degraded";
      // A file may be replaced; a pool of connections mends itself.
      if (place.databaseUrl === undefined) await closeRecords();
      return tokenRoles;
    }
  };
  const answerWaiting = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (waiting.length > 0) {
      const questions = waiting;
      waiting = [];
      const roles = await lookUp(questions.map(({ grant }) => grant));
      for (const [index, { answer }] of questions.entries()) answer(roles[index]);
    }
    isLooking = false;
  };
  const closeRecords = async (): Promise<void> => {
    const closing = records;
    records = undefined;
    await closing?.destroy();
  };

  return {
    rolesOf: (grants) => {
      const answers = grants.map(
        (grant) => new Promise<Role | undefined>((answer) => waiting.push({ grant, answer })),
      );
      void answerWaiting();
      return Promise.all(answers);
    },
    state: () => state,
    close: closeRecords,
  };
};

interface Question {
  grant: SyncGrant;
  answer: (role: Role | undefined) => void;
}

const readRoles = async (records: Records, grants: readonly SyncGrant[]): Promise<(Role | undefined)[]> => {
  const roles: (Role | undefined)[] = [];
  for (let start = 0; start < grants.length; start += MAX_GRANTS_PER_QUERY) {
    roles.push(...(await readSomeRoles(records, grants.slice(start, start + MAX_GRANTS_PER_QUERY))));
  }
  return roles;
};

const readSomeRoles = async (
  records: Records,
  grants: readonly SyncGrant[],
): Promise<(Role | undefined)[]> => {
  const asked = grants.filter(isInRecords);
  if (asked.length === 0) return grants.map((grant) => grant.role);
  const rows = await records
    .selectFrom("canvases")
    .innerJoin("projects", "projects.id", "canvases.project_id")
    .leftJoin("workspace_members", (join) =>
      join
        .onRef("workspace_members.workspace_id", "=", "projects.workspace_id")
        .on("workspace_members.user_id", "in", distinct(asked.map((grant) => grant.actorId))),
    )
    .select(["canvases.id", "workspace_members.user_id", "workspace_members.role"])
    .where("canvases.id", "in", distinct(asked.map((grant) => grant.canvasId)))
    .execute();
  const canvases = new Set(rows.map((row) => row.id));
  const memberships = new Map(rows.map((row) => [`${row.id} ${row.user_id}`, row.role]));
  const links = await readLinks(
    records,
    distinct(asked.flatMap(({ shareLinkId }) => (shareLinkId === undefined ? [] : [shareLinkId]))),
  );
  const endedKeys = await readEndedKeys(
    records,
    distinct(asked.flatMap(({ apiKeyId }) => (apiKeyId === undefined ? [] : [apiKeyId]))),
  );
  return grants.map((grant) => {
    if (!isInRecords(grant)) return grant.role;
    if (!canvases.has(grant.canvasId)) return undefined;
    if (grant.apiKeyId !== undefined && endedKeys.has(grant.apiKeyId)) return undefined;
    if (grant.shareLinkId !== undefined) {
      const link = links.get(grant.shareLinkId);
      return link ? link.role : grant.role;
    }
    if (grant.actorKind !== "person") return grant.role;
    return memberships.get(`${grant.canvasId} ${grant.actorId}`) ?? undefined;
  });
};

/** The links that are known; one without a role is over. */
const readLinks = async (
  records: Records,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { role: Role | undefined }>> => {
  if (ids.length === 0) return new Map();
  const rows = await records
    .selectFrom("share_links")
    .select(["id", "role", "revoked_at", "expires_at"])
    .where("id", "in", ids)
    .execute();
  const now = Date.now();
  return new Map(
    rows.map(({ id, role, revoked_at, expires_at }) => {
      const isOver = revoked_at !== null || (expires_at !== null && expires_at <= now);
      return [id, { role: isOver ? undefined : role }];
    }),
  );
};

/** Those of the keys that are revoked, expired or deleted. */
const readEndedKeys = async (records: Records, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const living = await records
    .selectFrom("api_keys")
    .select("id")
    .where("id", "in", ids)
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", Date.now())]))
    .execute();
  const ended = new Set(ids);
  for (const { id } of living) ended.delete(id);
  return ended;
};

/** Our own processes and scripts are trusted by their token alone; a canvas of theirs may have no row. */
const isInRecords = (grant: SyncGrant): boolean =>
  grant.actorKind !== "worker" && grant.actorKind !== "script";

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const deadline = setTimeout(
    () => late.reject(new Error(`The records did not answer within ${ANSWER_DEADLINE_MS} ms`)),
    ANSWER_DEADLINE_MS,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(deadline);
  }
};
