import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import { migrateRecords, openRecords } from "@backlot/shared/server/database/records";
import { createLogger } from "@backlot/shared/server/logger";
import { describeRecords, type TestRecords } from "../../../tests/support/describe-records.ts";
import { openGrantRecords, type GrantRecords } from "./grant-records.ts";

const logger = createLogger("test", "silent");
const grantOf = (changes: Partial<SyncGrant> = {}): SyncGrant => ({
  canvasId: "canvas",
  role: "editor",
  actorId: "ada",
  actorKind: "person",
  name: "Ada",
  colorIndex: 0,
  ...changes,
});
const guestOf = (shareLinkId: string): SyncGrant =>
  grantOf({ role: "commenter", actorId: "g", actorKind: "guest", shareLinkId });

describeRecords("the roles of grants", (open) => {
  let opened: TestRecords;
  let grants: GrantRecords;
  beforeEach(async () => {
    opened = await open();
    const { records } = opened;
    const at = { created_at: 1, updated_at: 1 };
    const link = { canvas_id: "canvas", role: "viewer", created_by: "ada", created_at: 1 } as const;
    await records
      .insertInto("users")
      .values({ id: "ada", email: "a@b.c", name: "Ada", password_hash: "", created_at: 1 })
      .execute();
    await records.insertInto("workspaces").values({ id: "w", name: "W", created_at: 1 }).execute();
    await records
      .insertInto("workspace_members")
      .values({ workspace_id: "w", user_id: "ada", role: "owner", created_at: 1 })
      .execute();
    await records
      .insertInto("projects")
      .values({ id: "p", workspace_id: "w", name: "P", ...at })
      .execute();
    await records
      .insertInto("canvases")
      .values({ id: "canvas", project_id: "p", title: "C", ...at })
      .execute();
    await records
      .insertInto("share_links")
      .values([
        { ...link, id: "good", secret_hash: "1", expires_at: Date.now() + 60_000, revoked_at: null },
        { ...link, id: "revoked", secret_hash: "2", expires_at: null, revoked_at: 5 },
        { ...link, id: "over", secret_hash: "3", expires_at: 5, revoked_at: null },
      ])
      .execute();
    grants = openGrantRecords(opened, logger);
  });
  afterEach(async () => {
    await grants.close();
    await opened.close();
  });

  it("end with the API key by which a person has come", async () => {
    const key = {
      user_id: "ada",
      name: "n",
      secret_hash: "s",
      scopes: "read",
      created_at: 1,
      last_used_at: null,
    };
    const rows = [
      { ...key, id: "good", expires_at: Date.now() + 60_000, revoked_at: null },
      { ...key, id: "endless", expires_at: null, revoked_at: null },
      { ...key, id: "revoked", expires_at: null, revoked_at: 5 },
      { ...key, id: "over", expires_at: 5, revoked_at: null },
    ];
    await opened.records.insertInto("api_keys").values(rows).execute();
    const asked = ["good", "endless", "revoked", "over", "unknown"];
    const roles = await grants.rolesOf(asked.map((apiKeyId) => grantOf({ apiKeyId })));
    expect(roles).toEqual(["owner", "owner", undefined, undefined, undefined]);
  });

  it("are those of the records, whoever asks", async () => {
    const asked: [SyncGrant, string | undefined][] = [
      [grantOf(), "owner"],
      [grantOf({ actorId: "left" }), undefined],
      [grantOf({ canvasId: "deleted" }), undefined],
      [guestOf("good"), "viewer"],
      [guestOf("revoked"), undefined],
      [guestOf("over"), undefined],
      [guestOf("unknown"), "commenter"],
      [grantOf({ canvasId: "deleted", actorKind: "worker" }), "editor"],
      [grantOf({ canvasId: "no\0canvas" }), undefined],
    ];
    const expected = asked.map(([, role]) => role);
    expect(await grants.rolesOf(asked.map(([grant]) => grant))).toEqual(expected);
    const oneByOne = await Promise.all(asked.map(([grant]) => grants.rolesOf([grant])));
    expect(oneByOne.flat()).toEqual(expected);
  });

  it("are found for a thousand at once", async () => {
    const many = Array.from({ length: 1_200 }, (_, index) =>
      index % 2 === 0 ? grantOf() : grantOf({ actorId: `stranger-${index}` }),
    );
    const roles = await Promise.all(many.map((grant) => grants.rolesOf([grant])));
    expect(roles.filter(([role]) => role === "owner")).toHaveLength(600);
    expect(roles.filter(([role]) => role === undefined)).toHaveLength(600);
  });
});

describe("records that cannot be read", () => {
  it("prove nothing against a token, and are read once they are there", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "backlot-grants-"));
    const grants = openGrantRecords({ dataDir }, logger);
    expect(await grants.rolesOf([grantOf()])).toEqual(["editor"]);
    const records = openRecords({ dataDir });
    await migrateRecords(records);
    expect(await grants.rolesOf([grantOf()])).toEqual([undefined]);
    await grants.close();
    await records.destroy();
    rmSync(dataDir, { recursive: true });
  });

  it("are waited for no longer than an authentication may take", async () => {
    const nowhere = "postgres://nobody@127.0.0.1:1/nothing";
    const grants = openGrantRecords({ dataDir: "", databaseUrl: nowhere }, logger);
    expect(await grants.rolesOf([grantOf(), grantOf({ role: "viewer" })])).toEqual(["editor", "viewer"]);
    expect(grants.state()).toBe("degraded");
    await grants.close();
  });
});
