import { createHash } from "node:crypto";

/** SHA-256 (hex) of a JSON value: equal values give equal hashes, whatever the order of their keys. */
export const hashCanonically = (value: unknown): string => {
  const canonical = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash("sha256").update(canonical).digest("hex");
};
