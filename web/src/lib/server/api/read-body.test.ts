import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { createLogger } from "@backlot/shared/server/logger";
import { discardBody, readJson } from "./read-body.ts";

const requestOf = (body: ReadableStream<Uint8Array>): Request =>
  new Request("http://web.test/", { method: "POST", body, duplex: "half" } as RequestInit);

/** A client that leaves after the first bytes. */
const interrupted = (): Request => {
  let sent = false;
  return requestOf(
    new ReadableStream({
      pull: (controller) => {
        if (sent) controller.error(new Error("aborted"));
        else controller.enqueue(Buffer.from('{"title":'));
        sent = true;
      },
    }),
  );
};

describe("a client that leaves in the middle of its body", () => {
  it("is no error of ours, and leaves the body unlocked", async () => {
    const logger = createLogger("web", "silent");
    const noted = vi.spyOn(logger, "debug");
    const request = interrupted();
    expect(await readJson(request, z.object({}), logger)).toMatchObject({
      ok: false,
      reply: { status: 400 },
    });
    expect(request.body?.locked).toBe(false);
    expect(noted).toHaveBeenCalledWith(expect.anything(), "body-interrupted");
    await expect(discardBody(request)).resolves.toBeUndefined();
  });

  it("does not trouble the discarding of a body somebody else reads", async () => {
    const request = interrupted();
    request.body?.getReader();
    await expect(discardBody(request)).resolves.toBeUndefined();
  });
});

describe("a body of JSON", () => {
  const read = (text: string) => {
    const body = new Response(text).body;
    if (!body) throw new Error("No body");
    return readJson(requestOf(body), z.object({ options: z.unknown() }), createLogger("web", "silent"));
  };
  const nested = (depth: number) => `{"options":${"[".repeat(depth)}${"]".repeat(depth)}}`;

  it("that is nested without an end is refused before anything walks it", async () => {
    expect(await read(nested(60))).toMatchObject({ ok: true });
    expect(await read(nested(100_000))).toMatchObject({
      ok: false,
      reply: { body: { code: "invalid-json", detail: "It is nested more than 64 levels deep." } },
    });
  });
});
