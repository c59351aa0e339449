/**
 * Raised whenever the stored shape of a canvas changes; a migration in `migrations/` goes with each step. Versions 2
 * and 3 only add optional fields, so nothing has to be migrated.
 */
export const SCHEMA_VERSION = 3;
