import { describe, expect, it } from "vitest";
import { readSettings } from "@backlot/shared/server/config-schema";
import { webSettings } from "./config.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

describe("webSettings", () => {
  it("takes a public address without its trailing slash", () => {
    const config = readSettings(webSettings, { SECRET, ORIGIN: "https://backlot.example/" });
    expect(config.ok && config.values.ORIGIN).toBe("https://backlot.example");
  });

  it("refuses addresses that are not one, all of them together", () => {
    for (const ORIGIN of [
      "backlot.example",
      "ftp://backlot.example",
      "https://backlot.example/app",
      "https://a@b.example",
    ]) {
      const config = readSettings(webSettings, { SECRET, ORIGIN, PUBLIC_SYNC_URL: "https://sync.example" });
      expect([ORIGIN, config.ok ? 0 : config.problems.length]).toEqual([ORIGIN, 2]);
    }
  });
});
