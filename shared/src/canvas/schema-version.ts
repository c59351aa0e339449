/**
 * Raised whenever the stored shape of a canvas changes; a migration in `migrations/` goes with each step. Version 2 only
 * adds optional fields, so nothing has to be migrated.
 */
export const SCHEMA_VERSION = 2;
