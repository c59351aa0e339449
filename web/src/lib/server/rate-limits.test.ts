import { describe, expect, it } from "vitest";
import { createRateLimits } from "./rate-limits.ts";

describe("createRateLimits", () => {
  it("gives each actor 50 writes and 200 reads a second", async () => {
    const limits = createRateLimits();
    const allowed = async (kind: "read" | "write", actor: string, calls: number): Promise<number> => {
      let count = 0;
      for (let call = 0; call < calls; call++) if ((await limits[kind](actor)).ok) count++;
      return count;
    };
    expect(await allowed("write", "ada", 60)).toBe(50);
    expect(await allowed("write", "mei", 10)).toBe(10);
    expect(await allowed("read", "ada", 220)).toBe(200);
    expect(await limits.write("ada")).toEqual({ ok: false, retryAfterSeconds: 1 });
  });

  it("gives an address 30 sign-ups a minute", async () => {
    const limits = createRateLimits();
    for (let call = 0; call < 30; call++) expect(await limits.signUp("203.0.113.9")).toEqual({ ok: true });
    const refused = await limits.signUp("203.0.113.9");
    expect(refused.ok ? 0 : refused.retryAfterSeconds).toBeGreaterThan(30);
    expect(await limits.signUp("203.0.113.10")).toEqual({ ok: true });
  });

  it("gives an address 120 new guests a minute", async () => {
    const limits = createRateLimits();
    for (let call = 0; call < 120; call++) expect(await limits.newGuest("203.0.113.9")).toEqual({ ok: true });
    expect((await limits.newGuest("203.0.113.9")).ok).toBe(false);
    expect(await limits.newGuest("203.0.113.10")).toEqual({ ok: true });
  });

  it("makes each failure after the fifth wait twice as long, and forgets them at a success", async () => {
    const limits = createRateLimits();
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      await limits.signInFailed("ada@example.test", `203.0.113.${failure}`);
      const allowance = await limits.signIn("ada@example.test", "198.51.100.1");
      waits.push(allowance.ok ? 0 : allowance.retryAfterSeconds);
    }
    expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8]);
    await limits.signInSucceeded("ada@example.test");
    expect(await limits.signIn("ada@example.test", "198.51.100.1")).toEqual({ ok: true });
  });

  it("stops an address that tries many accounts", async () => {
    const limits = createRateLimits();
    for (let failure = 0; failure < 20; failure++)
      await limits.signInFailed(`${failure}@example.test`, "203.0.113.9");
    expect((await limits.signIn("ada@example.test", "203.0.113.9")).ok).toBe(false);
    expect((await limits.signIn("ada@example.test", "203.0.113.10")).ok).toBe(true);
  });
});
