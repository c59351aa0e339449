import type { Person } from "#lib/server/sessions.ts";

declare global {
  namespace App {
    interface Locals {
      /** Who is signed in; undefined for everybody else. */
      person: Person | undefined;
    }
    interface Error {
      /** Names this failure in the log. */
      errorId?: string;
    }
  }
}
