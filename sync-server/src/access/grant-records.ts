import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Logger } from "@backlot/shared/server/logger";
import { recordsPath } from "@backlot/shared/server/database/records-path";
import type { Role } from "@backlot/shared/protocol/roles";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";

export interface GrantRecords {
  /**
   * The role now; `undefined` = access has ended. Records that are missing or unreadable prove nothing against a signed
   * token; a canvas missing from readable records is deleted, for people and guests.
   */
  roleOf(grant: SyncGrant): Role | undefined;
  close(): void;
}

const CANVAS = "select 1 from canvases where id = ?";
const SHARE_LINK = "select role, revoked_at, expires_at from share_links where id = ?";
const MEMBERSHIP = `select m.role from canvases c join projects p on p.id = c.project_id
  join workspace_members m on m.workspace_id = p.workspace_id and m.user_id = ? where c.id = ?`;

/** Reads web's `records.db`: primary-key look-ups of a few microseconds, never a write. */
export const openGrantRecords = (dataDir: string, logger: Logger): GrantRecords => {
  const path = recordsPath(dataDir);
  let opened: DatabaseSync | undefined;

  const look = (database: DatabaseSync, grant: SyncGrant): Role | undefined => {
    // Our own processes and scripts are trusted by their token alone; a canvas of theirs may have no row.
    if (grant.actorKind === "worker" || grant.actorKind === "script") return grant.role;
    if (!database.prepare(CANVAS).get(grant.canvasId)) return undefined;
    if (grant.shareLinkId !== undefined) {
      const link = database.prepare(SHARE_LINK).get(grant.shareLinkId) as
        { role: Role; revoked_at: number | null; expires_at: number | null } | undefined;
      if (!link) return grant.role;
      const isOver = link.revoked_at !== null || (link.expires_at !== null && link.expires_at <= Date.now());
      return isOver ? undefined : link.role;
    }
    if (grant.actorKind !== "person") return grant.role;
    const row = database.prepare(MEMBERSHIP).get(grant.actorId, grant.canvasId) as { role: Role } | undefined;
    return row?.role;
  };

  return {
    roleOf: (grant) => {
      try {
        if (!opened && !existsSync(path)) return grant.role;
        opened ??= new DatabaseSync(path, { readOnly: true, timeout: 0 });
        return look(opened, grant);
      } catch (error) {
        // The file may be about to be made; a signed token stands until the records can be read.
        logger.warn({ err: error }, "grant-records-unreadable");
        opened?.close();
        opened = undefined;
        return grant.role;
      }
    },
    close: () => {
      opened?.close();
      opened = undefined;
    },
  };
};
