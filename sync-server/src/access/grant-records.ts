import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Logger } from "@backlot/shared/server/logger";
import { recordsPath } from "@backlot/shared/server/database/records";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";

export interface GrantRecords {
  /** False only when the records say so; a missing file or row proves nothing against a signed token. */
  isStillGranted(grant: SyncGrant): boolean;
  close(): void;
}

const SHARE_LINK = "select revoked_at, expires_at from share_links where id = ?";
const MEMBERSHIP = `select m.user_id from canvases c join projects p on p.id = c.project_id
  left join workspace_members m on m.workspace_id = p.workspace_id and m.user_id = ? where c.id = ?`;

/** Reads web's `records.db`: primary-key look-ups of a few microseconds, never a write. */
export const openGrantRecords = (dataDir: string, logger: Logger): GrantRecords => {
  const path = recordsPath(dataDir);
  let opened: DatabaseSync | undefined;

  const check = (database: DatabaseSync, grant: SyncGrant): boolean => {
    if (grant.shareLinkId !== undefined) {
      const link = database.prepare(SHARE_LINK).get(grant.shareLinkId) as
        { revoked_at: number | null; expires_at: number | null } | undefined;
      return (
        !link || (link.revoked_at === null && (link.expires_at === null || link.expires_at > Date.now()))
      );
    }
    if (grant.actorKind !== "person") return true;
    const row = database.prepare(MEMBERSHIP).get(grant.actorId, grant.canvasId) as
      { user_id: string | null } | undefined;
    return !row || row.user_id !== null;
  };

  return {
    isStillGranted: (grant) => {
      try {
        if (!opened && !existsSync(path)) return true;
        opened ??= new DatabaseSync(path, { readOnly: true, timeout: 0 });
        return check(opened, grant);
      } catch (error) {
        // The file may be about to be made; a signed token stands until the records can be read.
        logger.warn({ err: error }, "grant-records-unreadable");
        opened?.close();
        opened = undefined;
        return true;
      }
    },
    close: () => {
      opened?.close();
      opened = undefined;
    },
  };
};
