import { newCanvasId } from "@backlot/shared/canvas/ids";
import type { Records } from "@backlot/shared/server/database/records";
import { isUniqueViolation } from "@backlot/shared/server/database/failures";
import { transact } from "@backlot/shared/server/database/transact";
import { newRecordId } from "../accounts.ts";

export const SAMPLE_EMAIL = "sample@backlot.invalid";
const SAMPLE_PERSON = "Sample Producer";

export interface SampleRecords {
  userId: string;
  userName: string;
  /** Undefined when somebody has deleted it. */
  canvas: { id: string; title: string } | undefined;
}

/**
 * The sample's owner, workspace, project and canvas: all in one transaction, and only where there is no canvas yet.
 * Undefined = this is no first run and there is no sample.
 */
export const ensureSampleRecords = async (
  records: Records,
  passwordHash: () => Promise<string>,
): Promise<SampleRecords | undefined> => {
  const existing = await findSampleRecords(records);
  if (existing) return existing;
  if (await hasCanvas(records)) return undefined;
  const hash = await passwordHash();
  const now = Date.now();
  const [userId, workspaceId, projectId] = [newRecordId(), newRecordId(), newRecordId()];
  const making = transact(records, async (trx) => {
    await trx
      .insertInto("users")
      .values({ id: userId, email: SAMPLE_EMAIL, name: SAMPLE_PERSON, password_hash: hash, created_at: now })
      .execute();
    await trx
      .insertInto("workspaces")
      .values({ id: workspaceId, name: "Sample production", created_at: now })
      .execute();
    await trx
      .insertInto("workspace_members")
      .values({ workspace_id: workspaceId, user_id: userId, role: "owner", created_at: now })
      .execute();
    await trx
      .insertInto("projects")
      .values({
        id: projectId,
        workspace_id: workspaceId,
        name: "The Ferry Clock",
        created_at: now,
        updated_at: now,
      })
      .execute();
    await trx
      .insertInto("canvases")
      .values({
        id: newCanvasId(),
        project_id: projectId,
        title: "Board draft 1",
        created_at: now,
        updated_at: now,
      })
      .execute();
  });
  await making.catch((error: unknown) => {
    // Another web process that starts at the same moment has made them.
    if (!isUniqueViolation(error)) throw error;
  });
  return findSampleRecords(records);
};

const findSampleRecords = async (records: Records): Promise<SampleRecords | undefined> => {
  const user = await records
    .selectFrom("users")
    .select(["id", "name"])
    .where("email", "=", SAMPLE_EMAIL)
    .executeTakeFirst();
  if (!user) return undefined;
  const canvas = await records
    .selectFrom("canvases")
    .innerJoin("projects", "projects.id", "canvases.project_id")
    .innerJoin("workspace_members", "workspace_members.workspace_id", "projects.workspace_id")
    .select(["canvases.id", "canvases.title"])
    .where("workspace_members.user_id", "=", user.id)
    .orderBy("canvases.created_at")
    .executeTakeFirst();
  return { userId: user.id, userName: user.name, canvas };
};

const hasCanvas = async (records: Records): Promise<boolean> =>
  (await records.selectFrom("canvases").select("id").limit(1).executeTakeFirst()) !== undefined;
