import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describeError } from "./describe-error.ts";

export interface DataFolder {
  readonly path: string;
  /** The last supervisor was killed: its services may still be letting go of their ports. */
  readonly leftInAHurry: boolean;
  release(): void;
}

export type DataFolderResult = { ok: true; folder: DataFolder } | { ok: false; problem: string };

/** Makes the folder, proves it can be written, and takes it: two supervisors on one folder would lose data. */
export const takeDataFolder = (dataDir: string): DataFolderResult => {
  const path = resolve(dataDir);
  const lockPath = join(path, "supervisor.lock");
  try {
    makeFolder(join(path, "logs"));
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    return {
      ok: false,
      problem: `DATA_DIR ${dataDir} cannot be written (${describeError(error)}); make it writable or set DATA_DIR to another folder.`,
    };
  }
  const lock = takeLock(lockPath);
  if (!lock) {
    return {
      ok: false,
      problem: `DATA_DIR ${dataDir} is in use by another Backlot; stop that one or set DATA_DIR to another folder.`,
    };
  }
  return {
    ok: true,
    folder: {
      path,
      leftInAHurry: lock.leftInAHurry,
      release: () => {
        lock.database.exec("UPDATE running SET unclean = 0; COMMIT");
        lock.database.close();
      },
    },
  };
};

/** Node's own recursive mkdir never returns where the file system answers ENOENT to it, as /proc does. */
const makeFolder = (path: string): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
};

/**
 * A SQLite file lock: the kernel drops it with the process, however that ends, and it works where a path is too
 * long for a socket. The row is committed before the lock is held, so that a killed process leaves `unclean = 1`.
 */
const takeLock = (path: string): { database: DatabaseSync; leftInAHurry: boolean } | undefined => {
  const database = new DatabaseSync(path);
  try {
    database.exec("BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS running (unclean INTEGER NOT NULL)");
  } catch {
    database.close();
    return undefined;
  }
  const leftInAHurry = database.prepare("SELECT 1 FROM running WHERE unclean = 1").get() !== undefined;
  database.exec(
    "PRAGMA locking_mode = EXCLUSIVE; DELETE FROM running; INSERT INTO running VALUES (1); COMMIT; BEGIN EXCLUSIVE",
  );
  return { database, leftInAHurry };
};

/** The key that signs tokens between the processes: made once, whole or not at all, for the owner only. */
export const readOrMakeSecret = (dataFolder: string): string => {
  const path = join(dataFolder, "secret");
  if (!existsSync(path)) {
    const written = `${path}.new`;
    writeFileSync(written, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    renameSync(written, path);
  }
  chmodSync(path, 0o600);
  return readFileSync(path, "utf8").trim();
};
