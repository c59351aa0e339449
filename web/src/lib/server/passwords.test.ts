import { describe, expect, it } from "vitest";
import { createPasswords } from "./passwords.ts";

describe("createPasswords", () => {
  it("makes argon2id hashes of the agreed cost, salted each time", async () => {
    const passwords = createPasswords();
    const [one, other] = await Promise.all([
      passwords.hash("the same words"),
      passwords.hash("the same words"),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(one).not.toBe(other);
    expect(await passwords.verify(one, "the same words")).toBe(true);
    expect(await passwords.verify(one, "the same words ")).toBe(false);
  });

  it("verifies nobody's password against a dummy, also when many ask at once", async () => {
    const passwords = createPasswords();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => passwords.verify(undefined, "the password of nobody")),
    );
    expect(answers).toEqual([false, false, false, false]);
  });
});
