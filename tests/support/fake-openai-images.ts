import type { ServerResponse } from "node:http";
import { answerJson, startFakeService, type FakeService, type RecordedCall } from "./fake-service.ts";

export interface FakeOpenAiImages extends FakeService {
  baseUrl: string;
  /** How pictures come: as base64, or at an address. */
  way: "b64_json" | "url";
  /** The only key it takes; any when undefined. */
  key: string | undefined;
  /** Instead of a picture: an error object with its status. */
  error: { status: number; error: Record<string, unknown> } | undefined;
}

/** `POST /v1/images/generations` as OpenAI and those who follow it speak it. */
export const startFakeOpenAiImages = async (picture: Buffer): Promise<FakeOpenAiImages> => {
  const answer = (call: RecordedCall, response: ServerResponse): void => {
    if (call.path === "/files/1.png")
      return void response.writeHead(200, { "content-type": "image/png" }).end(picture);
    if (call.path === "/v1/models") {
      const isKnown = fake.key === undefined || call.headers.authorization === `Bearer ${fake.key}`;
      if (!isKnown) return answerJson(response, { error: { message: "Incorrect API key" } }, 401);
      return answerJson(response, { object: "list", data: [{ id: "pictures-1", object: "model" }] });
    }
    if (call.path !== "/v1/images/generations" || call.method !== "POST")
      return answerJson(response, { error: { message: "Unknown request URL" } }, 404);
    const { model, prompt } = JSON.parse(call.body.toString()) as Record<string, unknown>;
    if (typeof model !== "string" || typeof prompt !== "string")
      return answerJson(response, { error: { message: "Missing required parameter" } }, 400);
    if (fake.error) return answerJson(response, { error: fake.error.error }, fake.error.status);
    const image =
      fake.way === "url" ? { url: `${service.url}/files/1.png` } : { b64_json: picture.toString("base64") };
    answerJson(response, { created: 1, data: [image] });
  };
  const service = await startFakeService({ answer, matters: (call) => call.method === "POST" });
  const fake: FakeOpenAiImages = Object.assign(service, {
    baseUrl: `${service.url}/v1`,
    way: "b64_json" as const,
    error: undefined,
    key: undefined,
  });
  return fake;
};
