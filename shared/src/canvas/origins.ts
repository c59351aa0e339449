/**
 * Transaction origins. Undo tracks `LOCAL_EDIT` only, so that nobody undoes another person's work,
 * a worker's take or a server's migration.
 */
export const LOCAL_EDIT = Symbol("local-edit");
export const WORKER_RESULT = Symbol("worker-result");
export const MIGRATION = Symbol("migration");
