import { describe, expect, it } from "vitest";
import { readUpgradeTarget, selectSubprotocol } from "./upgrade-target.ts";

const targetOf = (url: string, offered?: string) =>
  readUpgradeTarget({ url, headers: { "sec-websocket-protocol": offered } });

describe("the target of an upgrade", () => {
  it("is the canvas of a plain Yjs client, with the token of the query or of a subprotocol", () => {
    expect(targetOf("/yjs/abc?token=a.b.c")).toEqual({ kind: "yjs", canvasId: "abc", token: "a.b.c" });
    expect(targetOf("/yjs/abc", "backlot, backlot.token.a.b-c_d")).toMatchObject({ token: "a.b-c_d" });
    expect(targetOf("/yjs/abc?token=old", "backlot.token.new,backlot")).toMatchObject({ token: "new" });
    expect(targetOf("/yjs/abc", "backlot")).toMatchObject({ token: "" });
  });

  it("is Hocuspocus at /sync, and nothing elsewhere", () => {
    expect(targetOf("/sync")).toEqual({ kind: "hocuspocus" });
    expect(targetOf("/sync/?x=1")).toEqual({ kind: "hocuspocus" });
    for (const url of [
      "/",
      "/synced",
      "/yjs",
      "/yjs/",
      "/yjs/a/b",
      "/yjs/a%2Fb",
      `/yjs/${"a".repeat(65)}`,
      "//",
    ])
      expect(targetOf(url), url).toBeUndefined();
  });
});

describe("the subprotocol of an answer", () => {
  it.each([
    ["/sync", ["backlot.presence.1", "backlot"], "backlot.presence.1"],
    ["/sync", ["backlot"], "backlot"],
    ["/sync", ["graphql-ws"], false],
    ["/yjs/abc?token=x", ["backlot", "backlot.token.a.b.c"], "backlot"],
    ["/yjs/abc", ["backlot.presence.1", "backlot"], "backlot"],
    ["/yjs/abc", ["backlot.token.a.b.c"], false],
  ])("at %s to %j is %j", (url, offered, expected) => {
    expect(selectSubprotocol(new Set(offered), { url })).toBe(expected);
  });
});
