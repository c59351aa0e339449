/** The words on each page of an uncompressed document that pdfkit wrote. Knows just as much of PDF as that needs. */
export const readPdfPages = (bytes: Uint8Array): string[][] => {
  const source = Buffer.from(bytes).toString("latin1");
  const objects = new Map<string, string>();
  for (const [, id, body] of source.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g))
    objects.set(id ?? "", body ?? "");
  const object = (id: string | undefined): string => objects.get(id ?? "") ?? "";
  const reference = (body: string, key: string): string | undefined =>
    new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1];
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b/.test(body));
  return pages.map((page) => {
    const resources = object(reference(page, "Resources"));
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [
        name ?? "",
        readCharacterMap(object(reference(object(id), "ToUnicode"))),
      ]),
    );
    return readTexts(object(reference(page, "Contents")), fonts);
  });
};

const readTexts = (content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] => {
  const texts: string[] = [];
  let font: ReadonlyMap<string, string> | undefined;
  for (const [, name, line] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[((?:<[0-9a-f]*>|[\s\d.-])*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name);
    else {
      const codes = [...(line ?? "").matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => hex).join("");
      texts.push((codes.match(/.{4}/g) ?? []).map((code) => font?.get(code) ?? "?").join(""));
    }
  }
  return texts;
};

/** pdfkit writes ranges of codes with a list of texts, each in UTF-16. */
const readCharacterMap = (stream: string): Map<string, string> => {
  const map = new Map<string, string>();
  for (const [, start, , list] of stream.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)) {
    let code = Number.parseInt(start ?? "", 16);
    for (const [, hex] of (list ?? "").matchAll(/<([0-9a-f ]*)>/g)) {
      const units = ((hex ?? "").match(/[0-9a-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      map.set((code++).toString(16).padStart(4, "0"), String.fromCharCode(...units));
    }
  }
  return map;
};
