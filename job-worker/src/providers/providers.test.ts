import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outsideConfigSchema } from "@backlot/shared/functions/outside-functions";
import {
  describeProvider,
  inputOf,
  KEY,
  makePicture,
  providerOf,
  type ProviderUnderTest,
} from "../../../tests/contract/provider.ts";
import { eventually } from "../../../tests/support/eventually.ts";
import { startFakeComfyUi, type FakeComfyUi } from "../../../tests/support/fake-comfyui.ts";
import { startFakeHttpFunction, type FakeHttpFunction } from "../../../tests/support/fake-http-function.ts";
import { startFakeOpenAiImages, type FakeOpenAiImages } from "../../../tests/support/fake-openai-images.ts";

const httpConfig = (fake: FakeHttpFunction) =>
  outsideConfigSchema.parse({
    provider: "http",
    manifestUrl: fake.manifestUrl,
    manifest: { ...fake.manifest, endpoint: `${fake.url}/draw` },
  });

const openAiConfig = (fake: FakeOpenAiImages) =>
  outsideConfigSchema.parse({
    provider: "openai-images",
    baseUrl: fake.baseUrl,
    model: "pictures-1",
    size: "1536x1024",
  });

const WORKFLOW = {
  "3": { class_type: "KSampler", inputs: { seed: "{{seed}}", positive: ["6", 0] } },
  "5": { class_type: "EmptyLatentImage", inputs: { width: "{{width}}", height: "{{height}}" } },
  "6": { class_type: "CLIPTextEncode", inputs: { text: "storyboard, {{prompt}}" } },
  "9": { class_type: "SaveImage", inputs: { filename_prefix: "backlot" } },
};

const comfyConfig = (fake: FakeComfyUi, workflow: unknown = WORKFLOW) =>
  outsideConfigSchema.parse({ provider: "comfyui", baseUrl: fake.url, workflow });

describeProvider("An HTTP function", async (picture) => {
  const fake = await startFakeHttpFunction(picture);
  return { fake, config: httpConfig(fake) };
});
describeProvider("An OpenAI-style service", async (picture) => {
  const fake = await startFakeOpenAiImages(picture);
  return { fake, config: openAiConfig(fake) };
});
describeProvider("ComfyUI", async (picture) => {
  const fake = await startFakeComfyUi(picture);
  return { fake, config: comfyConfig(fake) };
});

const run = (tested: ProviderUnderTest, jobId = "job", signal = AbortSignal.timeout(8_000)) => {
  const steps: string[] = [];
  const result = providerOf(tested)({
    input: inputOf(jobId),
    signal,
    report: (_done, step) => steps.push(step),
  });
  return { result, steps };
};

describe("an HTTP function", () => {
  let fake: FakeHttpFunction;
  let picture: Buffer;
  beforeEach(async () => {
    picture = await makePicture();
    fake = await startFakeHttpFunction(picture);
  });
  afterEach(() => fake.stop());
  const tested = (): ProviderUnderTest => ({ fake, config: httpConfig(fake) });

  it.each(["now", "inside", "linked", "later"] as const)("may bring its picture %s", async (way) => {
    fake.way = way;
    const { result, steps } = run(tested());
    expect(await result).toEqual({ kind: "image", bytes: expect.any(Uint8Array) as Uint8Array });
    if (way === "later") expect(steps).toContain("Rendering");
  });

  it("gets the shot as words and as facts, its options and the wanted size", async () => {
    await run(tested()).result;
    expect(JSON.parse(fake.calls[0]?.body.toString() ?? "")).toMatchObject({
      function: "ink-wash",
      version: 3,
      jobId: "job",
      prompt: "INES turns. Close-up shot.",
      facts: { node: { id: "shot" } },
      width: 1280,
      height: 720,
    });
  });

  it("does the work once, however often a job is run", async () => {
    await run(tested()).result;
    await run(tested()).result;
    await run(tested(), "another").result;
    expect(fake.worked).toBe(2);
  });

  it("may answer data instead of a picture, and is believed only if it said so", async () => {
    Object.assign(fake.manifest, { output: "json" });
    expect(await run(tested()).result).toEqual({ kind: "json", value: { mood: "grey" } });
    const promised = tested();
    fake.manifest["output"] = "image";
    await expect(run(promised).result).rejects.toThrow("promised data and sent something else");
    fake.data = ["no picture in here"];
    const picturePromised = tested();
    fake.manifest["output"] = "json";
    await expect(run(picturePromised).result).rejects.toThrow("not a picture");
  });

  it("that answers with the whole request leaves the key out of the file", async () => {
    Object.assign(fake.manifest, { output: "json" });
    fake.data = { headers: { authorization: `Bearer ${KEY}` }, [KEY]: true };
    const { result } = run(tested());
    expect(await result).toEqual({
      kind: "json",
      value: { headers: { authorization: "Bearer [key]" }, "[key]": true },
    });
  });
});

describe("an OpenAI-style service", () => {
  let fake: FakeOpenAiImages;
  beforeEach(async () => {
    fake = await startFakeOpenAiImages(await makePicture());
  });
  afterEach(() => fake.stop());
  const tested = (): ProviderUnderTest => ({ fake, config: openAiConfig(fake) });

  it("is asked for one picture of the wanted size", async () => {
    await run(tested()).result;
    expect(JSON.parse(fake.calls[0]?.body.toString() ?? "")).toEqual({
      model: "pictures-1",
      prompt: "INES turns. Close-up shot.",
      n: 1,
      size: "1536x1024",
    });
  });

  it("may leave its picture at an address, which gets no key", async () => {
    fake.way = "url";
    expect((await run(tested()).result).kind).toBe("image");
    expect(fake.calls.map(({ path, headers }) => [path, headers.authorization !== undefined])).toEqual([
      ["/v1/images/generations", true],
      ["/files/1.png", false],
    ]);
  });

  it("whose account is empty is not asked again and again", async () => {
    fake.error = { status: 429, error: { code: "insufficient_quota", message: "You exceeded your quota" } };
    await expect(run(tested()).result).rejects.toMatchObject({
      trouble: { kind: "refused", words: "The account at the service has no credit left." },
    });
  });
});

describe("ComfyUI", () => {
  let fake: FakeComfyUi;
  beforeEach(async () => {
    fake = await startFakeComfyUi(await makePicture());
  });
  afterEach(async () => {
    fake.dropSockets();
    await fake.stop();
  });
  const tested = (workflow?: unknown): ProviderUnderTest => ({ fake, config: comfyConfig(fake, workflow) });

  it("gets the workflow with the shot in it, numbers as numbers", async () => {
    await run(tested()).result;
    const [queued] = fake.prompts;
    expect(queued?.workflow["3"]?.inputs["seed"]).toBe(7);
    expect(queued?.workflow["5"]?.inputs).toEqual({ width: 1344, height: 768 });
    expect(queued?.workflow["6"]?.inputs["text"]).toBe("storyboard, INES turns. Close-up shot.");
    expect(queued?.workflow["3"]?.inputs["positive"]).toEqual(["6", 0]);
  });

  it("tells its progress over the socket", async () => {
    fake.holds = true;
    const { result, steps } = run(tested());
    await eventually(() => expect(steps).toContain("ComfyUI is drawing"));
    fake.release();
    expect((await result).kind).toBe("image");
  });

  it("is followed without a socket, and over one that breaks", async () => {
    fake.refusesSockets = true;
    expect((await run(tested(), "mute").result).kind).toBe("image");
    fake.refusesSockets = false;
    fake.holds = true;
    const { result, steps } = run(tested(), "dropped");
    await eventually(() => expect(steps).toContain("ComfyUI is drawing"));
    fake.dropSockets();
    fake.release();
    expect((await result).kind).toBe("image");
  });

  it("runs a job once although its worker died in the middle", async () => {
    fake.holds = true;
    const first = new AbortController();
    const lost = run(tested(), "job", first.signal);
    lost.result.catch(() => undefined);
    await eventually(() => expect(lost.steps).toContain("ComfyUI is drawing"));
    const second = run(tested(), "job");
    await eventually(() =>
      expect(fake.calls.filter(({ path }) => path === "/queue").length).toBeGreaterThan(1),
    );
    fake.release();
    expect((await second.result).kind).toBe("image");
    expect((await run(tested(), "job").result).kind).toBe("image");
    expect(fake.prompts).toHaveLength(1);
    first.abort();
  });

  it("is stopped when the job is canceled, and what others run there is not", async () => {
    fake.holds = true;
    const other = run(tested(), "other");
    await eventually(() => expect(other.steps).toContain("ComfyUI is drawing"));
    const caller = new AbortController();
    const waiting = run(tested(), "mine", caller.signal);
    await eventually(() => expect(fake.prompts).toHaveLength(2));
    caller.abort(new Error("canceled"));
    await expect(waiting.result).rejects.toThrow("canceled");
    expect(fake.stopped).toEqual([fake.prompts[1]?.id]);
    fake.release();
    expect((await other.result).kind).toBe("image");

    fake.holds = true;
    const runner = new AbortController();
    const running = run(tested(), "running", runner.signal);
    await eventually(() => expect(running.steps).toContain("ComfyUI is drawing"));
    runner.abort(new Error("canceled"));
    await expect(running.result).rejects.toThrow("canceled");
    expect(fake.stopped).toContain(fake.prompts[2]?.id);
  });

  it("that fails says why, and a job that is tried again is queued anew", async () => {
    fake.failsWith = "Allocation on device\nout of memory";
    await expect(run(tested()).result).rejects.toThrow(
      "ComfyUI could not do this: Allocation on device out of memory",
    );
    fake.failsWith = undefined;
    expect((await run(tested()).result).kind).toBe("image");
    expect(fake.prompts).toHaveLength(2);
  });

  it("that forgot the job in a restart is away, not waited for", async () => {
    fake.holds = true;
    const { result, steps } = run(tested());
    await eventually(() => expect(steps).toContain("ComfyUI is drawing"));
    fake.forget();
    fake.dropSockets();
    await expect(result).rejects.toMatchObject({ trouble: { kind: "away", reason: "lost" } });
  });

  it("may give prompts ids of its own", async () => {
    fake.choosesOwnIds = true;
    expect((await run(tested()).result).kind).toBe("image");
  });

  it("gets the shot's picture where the workflow starts from one", async () => {
    const workflow = {
      ...WORKFLOW,
      "10": { class_type: "LoadImage", inputs: { image: "{{reference}}" } },
    };
    await expect(run(tested(workflow)).result).rejects.toThrow("has no take yet");
    const bytes = await makePicture();
    const provider = providerOf(tested(workflow));
    await provider({
      input: {
        ...inputOf("with-reference"),
        readReference: () => Promise.resolve({ bytes, mediaType: "image/png" }),
      },
      signal: AbortSignal.timeout(5_000),
      report: () => undefined,
    });
    expect(fake.prompts[0]?.workflow["10"]?.inputs["image"]).toBe("uploaded.png");
    expect(fake.uploads[0]?.includes(bytes)).toBe(true);
  });
});
