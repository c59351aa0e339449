import { describe, expect, it } from "vitest";
import { createSealedSecrets } from "./sealed-secrets.ts";

describe("a sealed secret", () => {
  const ours = createSealedSecrets("a secret of the product");

  it("opens under the same SECRET, looks different each time and does not show what it is", () => {
    const sealed = ours.seal("whsec_käse");
    expect(ours.open(sealed)).toBe("whsec_käse");
    expect(ours.seal("whsec_käse")).not.toBe(sealed);
    expect(Buffer.from(sealed, "base64url").includes("whsec")).toBe(false);
  });

  it("stays closed under another SECRET, when changed and when cut", () => {
    const sealed = ours.seal("whsec_1");
    expect(createSealedSecrets("another").open(sealed)).toBeUndefined();
    const changed = Buffer.from(sealed, "base64url");
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(ours.open(changed.toString("base64url"))).toBeUndefined();
    expect(ours.open(sealed.slice(0, 10))).toBeUndefined();
    expect(ours.open("")).toBeUndefined();
  });
});
