import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { readPicture } from "./read-picture.ts";

let plain: Sharp;
beforeAll(() => {
  plain = sharp({ create: { width: 800, height: 400, channels: 3, background: "#204060" } });
});

describe("a picture from a stranger", () => {
  it.each(["png", "jpeg", "webp"] as const)("may be %s, and keeps its format and size", async (format) => {
    const picture = await readPicture(await plain.clone().toFormat(format).toBuffer());
    expect([picture.mediaType, picture.width, picture.height]).toEqual([`image/${format}`, 800, 400]);
    const thumbnail = await sharp(picture.thumbnail.bytes).metadata();
    expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(["webp", 410, 205]);
  });

  it("loses what it says about its maker, and what is hidden behind its end", async () => {
    const exif = { IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitude: "51/1 30/1 0/1" } };
    const marked = await plain.clone().withExif(exif).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const picture = await readPicture(Buffer.concat([marked, Buffer.from("<script>hidden</script>")]));
    expect((await sharp(picture.bytes).metadata()).exif).toBeUndefined();
    expect(Buffer.from(picture.bytes).includes("hidden")).toBe(false);
    // Turned upright while it still knew how.
    expect([picture.width, picture.height]).toEqual([400, 800]);
  });

  it.each([
    ["a page", Buffer.from("<html>")],
    ["a drawing that could carry scripts", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["nothing", Buffer.alloc(0)],
    ["a PDF", Buffer.from("%PDF-1.7\n")],
    ["a GIF", Buffer.from("GIF89a\u0001\u0000\u0001\u0000")],
  ])("is none when it is %s", async (_name, bytes) => {
    await expect(readPicture(bytes)).rejects.toThrow("The service's reply is not a picture.");
  });

  it("is none when it breaks off, whatever its first bytes say", async () => {
    const whole = await plain.clone().png({ compressionLevel: 0 }).toBuffer();
    await expect(readPicture(whole.subarray(0, whole.length / 2))).rejects.toThrow("damaged");
    await expect(readPicture(whole.subarray(0, 8))).rejects.toThrow("damaged");
  });

  it("has at most 50 megapixels, however few bytes it takes", async () => {
    const bomb = await sharp({ create: { width: 8_000, height: 7_000, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    await expect(readPicture(bomb)).rejects.toThrow("more than 50 megapixels");
  });
});
