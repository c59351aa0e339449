import { Kysely } from "kysely";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { compactDocument } from "@backlot/shared/server/canvas-log/compact-document";
import type { CanvasLogTables } from "@backlot/shared/server/canvas-log/tables";
import { createPostgresDialect } from "@backlot/shared/server/database/postgres-dialect";
import { createSqliteDialect } from "@backlot/shared/server/database/sqlite-dialect";

/** A process of its own that compacts a document and kills itself after the nth statement of the swap. */
const [document = "", nth = "", dataDir = "", databaseUrl] = process.argv.slice(2);
let statements = 0;
const log = new Kysely<CanvasLogTables>({
  dialect: databaseUrl ? createPostgresDialect(databaseUrl) : createSqliteDialect(canvasLogPath(dataDir)),
  log: ({ query }) => {
    if (statements > 0 || query.sql.startsWith("insert")) statements += 1;
    if (statements === Number(nth)) process.kill(process.pid, "SIGKILL");
  },
});
await compactDocument(log, document);
await log.destroy();
