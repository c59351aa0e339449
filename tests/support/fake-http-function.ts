import type { ServerResponse } from "node:http";
import { answerJson, startFakeService, type FakeService, type RecordedCall } from "./fake-service.ts";

export interface FakeHttpFunction extends FakeService {
  manifestUrl: string;
  /** Fields of the manifest that are not as usual. */
  manifest: Record<string, unknown>;
  /** now: the picture at once; inside: as base64 in JSON; linked: as an address in JSON; later: 202 first. */
  way: "now" | "inside" | "linked" | "later";
  /** How often the work was done: a repeated key is not work. */
  worked: number;
  /** What a function of output json answers. */
  data: unknown;
}

const KEPT_ASKING = 2;

/** A function that speaks the plain HTTP protocol of docs/outside-functions.md. */
export const startFakeHttpFunction = async (picture: Buffer): Promise<FakeHttpFunction> => {
  const done = new Set<string>();
  const asked = new Map<string, number>();

  const answer = (call: RecordedCall, response: ServerResponse): void => {
    if (call.path === "/manifest.json") return answerJson(response, fake.manifest);
    if (call.path === "/picture.png") return sendPicture(response);
    if (call.path.startsWith("/status/")) return answerStatus(call.path.slice("/status/".length), response);
    if (call.method !== "POST") return answerJson(response, { error: "POST only" }, 405);
    const key = String(call.headers["idempotency-key"]);
    if (!done.has(key)) {
      done.add(key);
      fake.worked += 1;
    }
    if (fake.manifest["output"] === "json") return answerJson(response, fake.data);
    if (fake.way === "inside") return answerJson(response, { image: picture.toString("base64") });
    if (fake.way === "linked") return answerJson(response, { imageUrl: "/picture.png" });
    if (fake.way === "now") return sendPicture(response);
    response.setHeader("retry-after", "0");
    answerJson(response, { statusUrl: `/status/${key}`, progress: 0, step: "Waiting" }, 202);
  };

  const answerStatus = (key: string, response: ServerResponse): void => {
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    if (times > KEPT_ASKING) return sendPicture(response);
    response.setHeader("retry-after", "0");
    answerJson(response, { progress: times / (KEPT_ASKING + 1), step: "Rendering" }, 202);
  };

  const sendPicture = (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "image/png" }).end(picture);
  };

  const service = await startFakeService({ answer, matters: (call) => call.method === "POST" });
  const fake: FakeHttpFunction = Object.assign(service, {
    manifestUrl: `${service.url}/manifest.json`,
    way: "now" as const,
    worked: 0,
    data: { mood: "grey" },
    manifest: {
      name: "ink-wash",
      title: "Ink wash",
      description: "Paints the shot in ink.",
      version: 3,
      target: "node",
      nodeTypes: ["shot"],
      endpoint: "/draw",
      output: "image",
      options: {
        type: "object",
        properties: { wetness: { type: "integer", title: "Wetness", default: 3, minimum: 0, maximum: 9 } },
      },
    },
  });
  return fake;
};
