import { describe, expect, it } from "vitest";
import { clearCookie, readCookie, setCookie } from "./cookies.ts";
import { comesFromOwnPage, createOwnOrigins } from "./own-origins.ts";
import { isSecret, newSecret } from "./secrets.ts";

const requestFrom = (headers: Record<string, string>): Request =>
  new Request("http://web.test/", { headers });

describe("createOwnOrigins", () => {
  it("means the loopback names on the port while ORIGIN is unset", () => {
    const origins = createOwnOrigins(undefined, 3000);
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
      expect(origins.isOwn(origin)).toBe(true);
    }
    for (const origin of [
      "http://localhost",
      "https://localhost:3000",
      "http://localhost:30000",
      "null",
      "",
    ]) {
      expect(origins.isOwn(origin)).toBe(false);
    }
    expect(createOwnOrigins(undefined, 80).isOwn("http://localhost")).toBe(true);
  });

  it("means exactly ORIGIN once it is set", () => {
    const origins = createOwnOrigins("https://backlot.example", 3000);
    expect([origins.overHttps, origins.isOwn("https://backlot.example")]).toEqual([true, true]);
    expect(origins.isOwn("http://localhost:3000")).toBe(false);
    expect(origins.isOwn("https://backlot.example.evil.example")).toBe(false);
  });
});

describe("baseFor", () => {
  it("keeps an own address and never repeats a foreign one", () => {
    const local = createOwnOrigins(undefined, 3000);
    expect(local.baseFor(new URL("http://127.0.0.1:3000/api"))).toBe("http://127.0.0.1:3000");
    for (const foreign of ["http://evil.test/api", "http://evil.test:3000/api", "http://localhost:3001/"]) {
      expect(local.baseFor(new URL(foreign))).toBe("http://localhost:3000");
    }
    const configured = createOwnOrigins("https://backlot.example", 3000);
    expect(configured.baseFor(new URL("http://evil.test/api"))).toBe("https://backlot.example");
  });
});

describe("comesFromOwnPage", () => {
  const origins = createOwnOrigins(undefined, 3000);

  it("goes by the Origin, and by Sec-Fetch-Site only where there is none", () => {
    expect(comesFromOwnPage(requestFrom({ origin: "http://localhost:3000" }), origins)).toBe(true);
    expect(
      comesFromOwnPage(
        requestFrom({ origin: "https://evil.example", "sec-fetch-site": "same-origin" }),
        origins,
      ),
    ).toBe(false);
    expect(comesFromOwnPage(requestFrom({ "sec-fetch-site": "same-origin" }), origins)).toBe(true);
    expect(comesFromOwnPage(requestFrom({}), origins)).toBe(false);
  });
});

describe("cookies", () => {
  it("are Secure over https, and cleared as they were set", () => {
    const cookie = { name: "__Host-session", value: "token", overHttps: true, maxAgeSeconds: 60 };
    expect(setCookie(cookie)).toBe(
      "__Host-session=token; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure",
    );
    expect(clearCookie("session", false)).toBe("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  });

  it("are read by their whole name", () => {
    expect(readCookie("a=1; session=token; xsession=other", "session")).toBe("token");
    expect(readCookie("xsession=other; =; session", "session")).toBeUndefined();
    expect(readCookie(null, "session")).toBeUndefined();
  });

  it("hold secrets of a form that nobody can shorten", () => {
    expect(isSecret(newSecret())).toBe(true);
    for (const weak of ["", "guess", "x".repeat(44), `${"x".repeat(42)};`])
      expect(isSecret(weak)).toBe(false);
  });
});
