import { describe, expect, it } from "vitest";
import { CLOSE_CODES, isPermanentClose } from "./close-codes.ts";
import { documentNameOf, parseDocumentName } from "./document-name.ts";
import { colorIndexOf, signSyncToken, verifySyncToken, type SyncGrant } from "./sync-token.ts";

const SECRET = "a-secret-of-more-than-thirty-two-characters";
const grant: SyncGrant = {
  canvasId: "c1",
  role: "editor",
  actorId: "u1",
  actorKind: "person",
  name: "Mei",
  colorIndex: 3,
};

describe("document names", () => {
  it("round-trip, and refuse every other spelling", () => {
    expect(parseDocumentName(documentNameOf("canvas", "abc"))).toEqual({ kind: "canvas", canvasId: "abc" });
    for (const name of [
      "",
      "abc",
      "canvas/",
      "canvas/../x",
      "canvas/a/b",
      "scene/abc",
      `canvas/${"a".repeat(65)}`,
      "canvas/a\0b",
    ]) {
      expect(parseDocumentName(name), name).toBeUndefined();
    }
  });
});

describe("sync tokens", () => {
  it("carry the grant until they expire", async () => {
    const { token, expiresAt } = await signSyncToken(grant, SECRET);
    expect(await verifySyncToken(token, SECRET)).toEqual(grant);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(590_000);
  });

  it("are refused when forged, changed, expired or empty", async () => {
    const { token } = await signSyncToken(grant, SECRET);
    const expired = await signSyncToken(grant, SECRET, -10);
    const forged = await signSyncToken(grant, `${SECRET}!`);
    const unsigned = `${btoa('{"alg":"none"}')}.${token.split(".")[1]}.`;
    for (const bad of [expired.token, forged.token, unsigned, "", "a.b.c", token.slice(0, -2)]) {
      expect(await verifySyncToken(bad, SECRET)).toBeUndefined();
    }
  });

  it("are refused when the grant inside is not one of ours", async () => {
    const { token } = await signSyncToken({ ...grant, role: "king" as "owner" }, SECRET);
    expect(await verifySyncToken(token, SECRET)).toBeUndefined();
  });
});

describe("colors", () => {
  it("are stable per person and stay in range", () => {
    const indexes = Array.from({ length: 500 }, (_, i) => colorIndexOf(`user-${i}`));
    expect(indexes).toEqual(Array.from({ length: 500 }, (_, i) => colorIndexOf(`user-${i}`)));
    expect(new Set(indexes).size).toBe(12);
    expect(Math.min(...indexes)).toBe(0);
    expect(Math.max(...indexes)).toBe(11);
  });
});

describe("close codes", () => {
  it("are permanent exactly when they say so", () => {
    for (const { code, retry } of Object.values(CLOSE_CODES)) expect(isPermanentClose(code)).toBe(!retry);
  });
});
