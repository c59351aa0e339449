import { afterEach, describe, expect, it, vi } from "vitest";
import { importScreenplay } from "./import-screenplay.ts";

/** The network of a browser: answers by method and path, and keeps what was asked. */
const answerWith = (answers: Record<string, () => Response>): string[] => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const call = `${init.method} ${url}`;
    asked.push(call);
    return Promise.resolve(answers[call]?.() ?? new Response("", { status: 404 }));
  });
  return asked;
};

const CREATED = { "POST /api/v1/canvases": () => Response.json({ id: "c1" }, { status: 201 }) };
const IMPORT = "POST /api/v1/canvases/c1/import?format=fountain";

describe("importScreenplay", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("makes a canvas of a screenplay", async () => {
    answerWith({ ...CREATED, [IMPORT]: () => Response.json({ batchId: "b" }, { status: 201 }) });
    const file = new File(["INT. PIER - DAY"], "the-ferry-clock.fountain");
    expect(await importScreenplay("p1", file)).toEqual({ ok: true, canvasId: "c1" });
  });

  it("leaves no empty canvas behind when the file cannot be read", async () => {
    const asked = answerWith({
      ...CREATED,
      [IMPORT]: () => Response.json({ detail: "There is no scene heading in the file." }, { status: 422 }),
    });
    const outcome = await importScreenplay("p1", new File(["notes"], "notes.txt"));
    expect(outcome).toEqual({
      ok: false,
      message:
        "“notes.txt” could not be imported. There is no scene heading in the file. Nothing was added to the project.",
    });
    expect(asked.at(-1)).toBe("DELETE /api/v1/canvases/c1");
  });

  it("sends Final Draft as what it is", async () => {
    const fdx = "POST /api/v1/canvases/c1/import?format=fdx";
    answerWith({ ...CREATED, [fdx]: () => Response.json({ batchId: "b" }, { status: 201 }) });
    expect(await importScreenplay("p1", new File(["<FinalDraft/>"], "ferry.fdx"))).toMatchObject({
      ok: true,
    });
  });

  it("does not send in vain what is no screenplay", async () => {
    const asked = answerWith({});
    const outcome = await importScreenplay("p1", new File(["%PDF"], "script.pdf"));
    expect(outcome.ok ? "" : outcome.message).toContain("is not a screenplay file");
    expect(asked).toEqual([]);
  });
});
