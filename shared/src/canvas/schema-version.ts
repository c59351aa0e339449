/** Raised whenever the stored shape of a canvas changes; a migration in `migrations/` goes with each step. */
export const SCHEMA_VERSION = 1;
