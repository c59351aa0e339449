const MAX_NAME_LENGTH = 150;

/**
 * `Content-Disposition` for a file of this name (RFC 6266): the name in plain ASCII for old clients and in full, encoded
 * as RFC 8187 says. Folders, control characters and what file systems forbid are taken out of the name.
 */
export const contentDisposition = (type: "attachment" | "inline", name: string | undefined): string => {
  const safe = name === undefined ? "" : sanitizeFileName(name);
  if (safe === "") return type;
  const ascii = safe
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "_")
    .replace(/[%"\\]/g, "_");
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encodeExtended(safe)}`;
};

/** "" when nothing is left of it. */
const sanitizeFileName = (name: string): string => {
  const plain = name
    .normalize("NFC")
    .toWellFormed()
    // Directional marks could make "exe.pdf" of what is none.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[/\\:*?"<>|]/g, "-")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  if (plain.length <= MAX_NAME_LENGTH) return plain;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(plain)?.[0] ?? "";
  return (
    plain
      .slice(0, MAX_NAME_LENGTH - ending.length)
      .toWellFormed()
      .trimEnd() + ending
  );
};

const encodeExtended = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
