import { nanoid } from "nanoid";
import { colorIndexOf } from "@backlot/shared/protocol/sync-token";
import type { Records } from "@backlot/shared/server/database/records";
import { transact } from "@backlot/shared/server/database/transact";
import type { Person } from "./sessions.ts";

const ID_LENGTH = 16;
export const newRecordId = (): string => nanoid(ID_LENGTH);

/** A person with a workspace and a first project, so that a newcomer can start. Rejects when the email is taken. */
export const createAccount = async (
  records: Records,
  account: { email: string; name: string; passwordHash: string },
): Promise<Person> => {
  const id = newRecordId();
  const workspaceId = newRecordId();
  const now = Date.now();
  await transact(records, async (trx) => {
    await trx
      .insertInto("users")
      .values({
        id,
        email: account.email,
        name: account.name,
        password_hash: account.passwordHash,
        created_at: now,
      })
      .execute();
    await trx
      .insertInto("workspaces")
      .values({ id: workspaceId, name: `${account.name.slice(0, 100)}'s workspace`, created_at: now })
      .execute();
    await trx
      .insertInto("workspace_members")
      .values({ workspace_id: workspaceId, user_id: id, role: "owner", created_at: now })
      .execute();
    await trx
      .insertInto("projects")
      .values({
        id: newRecordId(),
        workspace_id: workspaceId,
        name: "First project",
        created_at: now,
        updated_at: now,
      })
      .execute();
  });
  return { id, email: account.email, name: account.name, colorIndex: colorIndexOf(id) };
};
