import { Lucia, TimeSpan, type Adapter, type DatabaseSession, type DatabaseUser } from "lucia";
import { colorIndexOf } from "@backlot/shared/protocol/sync-token";
import type { Records } from "@backlot/shared/server/database/records";
import { clearCookie, setCookie } from "./cookies.ts";
import { hashSecret, newSecret } from "./secrets.ts";

/**
 * Sessions, the only file that knows Lucia. The cookie holds a random token; the database holds its SHA-256 as the
 * session id, so that a copy of the database opens no session. A session ends 30 days after sign-in, used or not.
 */
const SESSION_DAYS = 30;
const SESSION_MS = SESSION_DAYS * 86_400_000;

export interface Person {
  id: string;
  email: string;
  name: string;
  /** 0–11, an index into the person colors of tokens.css. */
  colorIndex: number;
}

export interface Sessions {
  /** `__Host-session` over https, `session` over plain http. */
  readonly cookieName: string;
  /** A new session; answers the `Set-Cookie` value. */
  start(userId: string): Promise<string>;
  find(token: string | undefined): Promise<Person | undefined>;
  personOf(user: { id: string; email: string; name: string }): Person;
  /** Ends the session of this token; answers the `Set-Cookie` value that clears the cookie. */
  end(token: string | undefined): Promise<string>;
  deleteExpired(): Promise<void>;
}

declare module "lucia" {
  interface Register {
    Lucia: Lucia<Record<never, never>, { email: string; name: string }>;
    DatabaseUserAttributes: { email: string; name: string };
    DatabaseSessionAttributes: { created_at: number };
  }
}

export const createSessions = (records: Records, overHttps: boolean): Sessions => {
  const cookieName = overHttps ? "__Host-session" : "session";
  const lucia = new Lucia(createRecordsAdapter(records), {
    sessionExpiresIn: new TimeSpan(SESSION_DAYS, "d"),
    getUserAttributes: ({ email, name }) => ({ email, name }),
  });
  return {
    cookieName,
    start: async (userId) => {
      const token = newSecret();
      await lucia.createSession(userId, { created_at: Date.now() }, { sessionId: hashSecret(token) });
      return setCookie({ name: cookieName, value: token, overHttps, maxAgeSeconds: SESSION_MS / 1000 });
    },
    find: async (token) => {
      if (!token) return undefined;
      const { user } = await lucia.validateSession(hashSecret(token));
      return user ? personOf(user) : undefined;
    },
    personOf,
    end: async (token) => {
      if (token) await lucia.invalidateSession(hashSecret(token));
      return clearCookie(cookieName, overHttps);
    },
    deleteExpired: () => lucia.deleteExpiredSessions(),
  };
};

const personOf = ({ id, email, name }: { id: string; email: string; name: string }): Person => ({
  id,
  email,
  name,
  colorIndex: colorIndexOf(id),
});

const createRecordsAdapter = (records: Records): Adapter => ({
  getSessionAndUser: async (sessionId): Promise<[DatabaseSession | null, DatabaseUser | null]> => {
    const row = await records
      .selectFrom("sessions")
      .innerJoin("users", "users.id", "sessions.user_id")
      .select([
        "sessions.id",
        "sessions.user_id",
        "sessions.expires_at",
        "sessions.created_at",
        "users.email",
        "users.name",
      ])
      .where("sessions.id", "=", sessionId)
      .executeTakeFirst();
    if (!row) return [null, null];
    return [toDatabaseSession(row), { id: row.user_id, attributes: { email: row.email, name: row.name } }];
  },
  getUserSessions: async (userId) => {
    const rows = await records.selectFrom("sessions").selectAll().where("user_id", "=", userId).execute();
    return rows.map(toDatabaseSession);
  },
  setSession: async ({ id, userId, expiresAt, attributes }) => {
    await records
      .insertInto("sessions")
      .values({ id, user_id: userId, expires_at: expiresAt.getTime(), created_at: attributes.created_at })
      .execute();
  },
  // Lucia would prolong a session at half of its life; here nothing moves its end.
  updateSessionExpiration: () => Promise.resolve(),
  deleteSession: async (sessionId) => {
    await records.deleteFrom("sessions").where("id", "=", sessionId).execute();
  },
  deleteUserSessions: async (userId) => {
    await records.deleteFrom("sessions").where("user_id", "=", userId).execute();
  },
  deleteExpiredSessions: async () => {
    await records.deleteFrom("sessions").where("expires_at", "<=", Date.now()).execute();
  },
});

const toDatabaseSession = (row: {
  id: string;
  user_id: string;
  expires_at: number;
  created_at: number;
}): DatabaseSession => ({
  id: row.id,
  userId: row.user_id,
  expiresAt: new Date(Number(row.expires_at)),
  attributes: { created_at: Number(row.created_at) },
});
