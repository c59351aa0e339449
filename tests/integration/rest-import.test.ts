import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RevisionDiff } from "@backlot/shared/screenplay/revision/describe-revision";
import type { JobWorker } from "../../job-worker/src/start-job-worker.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";
import { startTestWorker } from "../support/start-worker.ts";

let web: TestWeb;
let worker: JobWorker;
let ada: RestClient;
beforeAll(async () => {
  web = await startTestWeb();
  await web.startSync();
  worker = await startTestWorker(web, { concurrency: 4 });
  ada = await signUpPerson(web.url, "Ada");
});
afterAll(async () => {
  await worker.stop();
  await web.stop();
});

type Format = "fountain" | "fdx";
interface Imported {
  counts: Record<string, number>;
  detail: string;
}
interface Content {
  nodes: { id: string; type: string; data: Record<string, unknown> }[];
}

const send = (canvasId: string, file: string, format: Format, more = "") =>
  ada.call<Imported>("POST", `canvases/${canvasId}/import?format=${format}${more}`, file);
const preview = (canvasId: string, file: string, format: Format) =>
  ada.call<RevisionDiff & { hasScenes: boolean; detail: string }>(
    "POST",
    `canvases/${canvasId}/import/preview?format=${format}`,
    file,
  );
const scenesOf = async (canvasId: string): Promise<Content["nodes"]> => {
  const { nodes } = await ada.must<Content>("GET", `canvases/${canvasId}/content`);
  return nodes.filter(({ type }) => type === "scene");
};

const FIRST = `INT. WHEELHOUSE - NIGHT #1#

A wheel and a window on three sides, the moon in one of them.

INES
Hold on.

EXT. PIER - DAWN #2#

Gulls walk along the pier and look for bread that is not there.
`;
const SECOND = `INT. WHEELHOUSE - NIGHT #1#

A wheel and a window on three sides, the moon in one of them.

INES
Hold on. Both hands.

INT. ENGINE ROOM - NIGHT

Heat, and a noise that one could lean against.
`;
const AS_FINAL_DRAFT = `<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Version="5"><Content>
<Paragraph Type="Scene Heading" Number="1"><SceneProperties Length="2 3/8"/><Text>INT. WHEELHOUSE - NIGHT</Text></Paragraph>
<Paragraph Type="Character"><Text>INES</Text></Paragraph><Paragraph Type="Dialogue"><Text>Hold </Text><Text>on.</Text></Paragraph>
</Content></FinalDraft>`;

describe("a revised screenplay", () => {
  it("is shown first, then applied, and shots made by hand stay with their scenes", async () => {
    const canvas = await makeCanvas(ada);
    expect((await preview(canvas.id, FIRST, "fountain")).body).toMatchObject({ hasScenes: false });
    expect((await send(canvas.id, FIRST, "fountain")).body.counts).toMatchObject({ scenes: 2 });
    const [wheelhouse, pier] = await scenesOf(canvas.id);
    const shots = [wheelhouse, pier].map((scene, index) => ({
      op: "add-node",
      node: {
        id: `shot-${index}`,
        type: "shot",
        x: 600,
        y: index * 300,
        data: { scene: scene?.id, size: "CU" },
      },
    }));
    await ada.must("POST", `canvases/${canvas.id}/operations`, { operations: shots });

    const shown = await preview(canvas.id, SECOND, "fountain");
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({
      hasScenes: true,
      unchanged: 0,
      changed: [{ id: wheelhouse?.id, number: "1", changes: ["Text"], kept: [] }],
      moved: [],
      added: [{ number: "1A", heading: "INT. ENGINE ROOM – NIGHT" }],
      omitted: [{ id: pier?.id, number: "2", heading: "EXT. PIER – DAWN", shots: 1, removable: false }],
    });
    expect(await scenesOf(canvas.id)).toHaveLength(2);

    const applied = await send(canvas.id, SECOND, "fountain", "&omitted=remove");
    expect(applied).toMatchObject({
      status: 201,
      body: { counts: { changed: 1, added: 1, omitted: 1, removed: 0, moved: 0, unchanged: 0 } },
    });
    const scenes = await scenesOf(canvas.id);
    expect(
      new Set(scenes.map(({ data }) => `${String(data["number"])} ${String(data["omitted"] ?? "")}`)),
    ).toEqual(new Set(["1 ", "1A ", "2 true"]));
    const { nodes } = await ada.must<Content>("GET", `canvases/${canvas.id}/content`);
    expect(nodes.filter(({ type }) => type === "shot").map(({ data }) => data["scene"])).toEqual([
      wheelhouse?.id,
      pier?.id,
    ]);
    expect((await send(canvas.id, SECOND, "fountain")).body.counts).toMatchObject({
      unchanged: 2,
      changed: 0,
    });
  });

  it("is refused with a time to come back while its sender has four others read", async () => {
    const { id } = await makeCanvas(ada);
    const large = `${FIRST}${"Rain on the window.\n\n".repeat(40_000)}`;
    const mei = await signUpPerson(web.url, "Mei");
    const { id: hers } = await makeCanvas(mei);
    const adas = Array.from({ length: 12 }, () => preview(id, large, "fountain"));
    const meis = mei.call("POST", `canvases/${hers}/import/preview?format=fountain`, large);
    const statuses = (await Promise.all(adas)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect((await meis).status).toBe(200);
    expect((await preview(id, large, "fountain")).status).toBe(200);
  }, 60_000);

  it("is laid out again beside the first when that is asked for", async () => {
    const canvas = await makeCanvas(ada);
    await send(canvas.id, FIRST, "fountain");
    expect((await send(canvas.id, FIRST, "fountain", "&mode=add")).body.counts).toMatchObject({ scenes: 2 });
    expect(await scenesOf(canvas.id)).toHaveLength(4);
  });
});

describe("a Final Draft document", () => {
  it("is imported with the lengths it gives", async () => {
    const canvas = await makeCanvas(ada);
    expect((await send(canvas.id, AS_FINAL_DRAFT, "fdx")).body.counts).toMatchObject({
      scenes: 1,
      characters: 1,
    });
    const [scene] = await scenesOf(canvas.id);
    expect(scene?.data).toMatchObject({ number: "1", pageEighths: 19, script: "INES\nHold on." });
  });

  it.each([
    ["Save it again from Final Draft", FIRST],
    ["cut off", AS_FINAL_DRAFT.slice(0, 300)],
    ["document type", `<!DOCTYPE x [<!ENTITY a "ha">]>${AS_FINAL_DRAFT.slice(38)}`],
    ["deeper", AS_FINAL_DRAFT.replace("</Content>", `${"<b>".repeat(300)}${"</b>".repeat(300)}</Content>`)],
    [
      "no scene heading",
      "<FinalDraft><Content><Paragraph><Text>Hm.</Text></Paragraph></Content></FinalDraft>",
    ],
  ])("is refused with words: %s", async (words, file) => {
    const canvas = await makeCanvas(ada);
    for (const answer of [await preview(canvas.id, file, "fdx"), await send(canvas.id, file, "fdx")]) {
      expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining(words)]);
    }
  });
});
