import { afterEach, describe, expect, it } from "vitest";
import type { CloseReason } from "@backlot/shared/protocol/close-codes";
import type { Role } from "@backlot/shared/protocol/roles";
import { signSyncToken, type SyncGrant } from "@backlot/shared/protocol/sync-token";
import { createLogger } from "@backlot/shared/server/logger";
import { eventually } from "../../../tests/support/eventually.ts";
import { createAccessList, type AccessList, type Insider } from "./access-list.ts";

const GRANT: SyncGrant = {
  canvasId: "canvas",
  role: "editor",
  actorId: "ada",
  actorKind: "person",
  name: "Ada",
  colorIndex: 0,
};
const token = async (): Promise<string> =>
  (await signSyncToken(GRANT, "a secret of the tests, long enough")).token;

/** Records that answer when the test says so. */
const createSlowRecords = () => {
  const asked: { grants: readonly SyncGrant[]; answer: (role: Role | undefined) => void }[] = [];
  return {
    asked,
    records: {
      rolesOf: (grants: readonly SyncGrant[]) =>
        new Promise<(Role | undefined)[]>((resolve) => {
          asked.push({ grants, answer: (role) => resolve(grants.map(() => role)) });
        }),
      state: () => "ok" as const,
      close: () => Promise.resolve(),
    },
  };
};

const createSocket = (): Insider & { ended: CloseReason[] } => {
  const ended: CloseReason[] = [];
  return { ended, readyState: 1, end: (reason) => ended.push(reason) };
};

let access: AccessList;
const open = (recheckIntervalMs = 60_000, renewalDeadlineMs = 60_000) => {
  const slow = createSlowRecords();
  const logger = createLogger("test", "silent");
  access = createAccessList({ records: slow.records, recheckIntervalMs, renewalDeadlineMs, logger });
  return slow.asked;
};
afterEach(() => access.close());

describe("entering while the records are asked", () => {
  it("is refused to one whose access is revoked meanwhile, and the socket is closed", async () => {
    const asked = open();
    const socket = createSocket();
    const entering = access.enter(socket, GRANT, await token());
    await eventually(() => expect(asked).toHaveLength(1));
    access.revoke({ kind: "person", actorId: "ada" });
    asked[0]?.answer("editor");
    expect(await entering).toBeUndefined();
    expect(socket.ended).toEqual(["revoked"]);
  });

  it("leaves nobody behind who has gone meanwhile, or before", async () => {
    const asked = open();
    const socket = createSocket();
    const entering = access.enter(socket, GRANT, await token());
    await eventually(() => expect(asked).toHaveLength(1));
    access.leave(socket);
    asked[0]?.answer("editor");
    expect(await entering).toBeUndefined();
    const closed = { ...createSocket(), readyState: 3 };
    expect(await access.enter(closed, GRANT, await token())).toBeUndefined();
    access.revoke({ kind: "canvas", canvasId: "canvas" });
    expect([...socket.ended, ...closed.ended]).toEqual([]);
  });
});

describe("comparing with the records", () => {
  it("never asks again before it has an answer, and passes over who is just entering", async () => {
    const asked = open(5);
    const socket = createSocket();
    const entering = access.enter(socket, GRANT, await token());
    await eventually(() => expect(asked.some(({ grants }) => grants.length === 1)).toBe(true));
    const [question] = asked.filter(({ grants }) => grants.length === 1);
    for (const { grants, answer } of asked) if (grants.length === 0) answer(undefined);
    question?.answer("editor");
    expect(await entering).toEqual({ mayWrite: true });
    const latest = () => asked.at(-1);
    await eventually(() => {
      if (latest()?.grants.length === 0) latest()?.answer(undefined);
      expect(latest()?.grants).toEqual([GRANT]);
      expect(latest()).not.toBe(question);
    });
    const count = asked.length;
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 5);
    await eventually(() => expect(turns).toBeGreaterThan(5));
    clearInterval(turning);
    expect(asked).toHaveLength(count);
    latest()?.answer("viewer");
    await eventually(() => expect(socket.ended).toEqual(["restarting"]));
  });

  /** Answers whatever is asked with this role until what is expected has come. */
  const answering = (asked: ReturnType<typeof open>, role: Role, isExpected: () => void) =>
    eventually(() => {
      for (const { answer } of asked.splice(0)) answer(role);
      isExpected();
    });
  const enterRenewable = async (asked: ReturnType<typeof open>) => {
    const socket = createSocket();
    let entered: unknown;
    void access.enter(socket, GRANT, await token()).then((answer) => (entered = answer));
    await answering(asked, "editor", () => expect(entered).toEqual({ mayWrite: true }));
    const questions: boolean[] = [];
    access.noteRenewable(socket, GRANT, (mayWrite) => questions.push(mayWrite));
    return { socket, questions };
  };

  it("asks once for a new token where the role has changed, and takes it", async () => {
    const asked = open(5);
    const { socket, questions } = await enterRenewable(asked);
    await answering(asked, "viewer", () => expect(questions).toEqual([false]));
    let renewed: unknown;
    const viewer: SyncGrant = { ...GRANT, role: "viewer" };
    void access.renew(socket, GRANT, viewer, await token()).then((answer) => (renewed = answer));
    await answering(asked, "viewer", () => expect(renewed).toEqual({ mayWrite: false }));
    await answering(asked, "editor", () => expect(questions).toEqual([false, true]));
    expect(socket.ended).toEqual([]);
  });

  it("closes who was asked for a new token and does not answer", async () => {
    const asked = open(5, 20);
    const { socket, questions } = await enterRenewable(asked);
    await answering(asked, "viewer", () => expect(socket.ended).toEqual(["restarting"]));
    expect(questions).toEqual([false]);
  });

  it("takes no new token from one whose access was revoked since the last", async () => {
    const { socket } = await enterRenewable(open(60_000));
    access.revoke({ kind: "person", actorId: "ada" });
    expect(await access.renew(socket, GRANT, GRANT, await token())).toBeUndefined();
  });

  it("takes no new token whose link is revoked while the records are asked about it", async () => {
    const asked = open(60_000);
    const { socket } = await enterRenewable(asked);
    const renewing = access.renew(socket, GRANT, { ...GRANT, shareLinkId: "link" }, await token());
    await eventually(() => expect(asked).toHaveLength(1));
    access.revoke({ kind: "share-link", shareLinkId: "link" });
    asked[0]?.answer("editor");
    expect(await renewing).toBeUndefined();
  });
});
