import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { monitorEventLoopDelay } from "node:perf_hooks";
import sharp from "sharp";
import type { OutsideConfig } from "@backlot/shared/functions/outside-functions";
import { createFetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { createOpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import { createProvider } from "../../job-worker/src/providers/create-provider.ts";
import {
  ProviderFailure,
  type Provider,
  type ProviderInput,
} from "../../job-worker/src/providers/provider.ts";
import { readPicture } from "../../job-worker/src/providers/read-picture.ts";
import { eventually } from "../support/eventually.ts";
import type { Behaviour, FakeService } from "../support/fake-service.ts";
import { startStopwatch } from "../support/own-time.ts";

export interface ProviderUnderTest {
  fake: FakeService;
  config: OutsideConfig;
}

export const providerOf = (
  { fake, config }: ProviderUnderTest,
  secret: string | undefined = KEY,
): Provider => {
  const hosts = { allowedHosts: [fake.host] };
  const parts = { fetchOutside: createFetchOutside(hosts), openSocket: createOpenOutsideSocket(hosts) };
  return createProvider(config, secret, parts);
};

export const makePicture = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 320, channels: 3, background: "#335577" } })
    .withExif({ IFD0: { Copyright: "somebody", ImageDescription: "Pier 4" } })
    .png()
    .toBuffer();

export const inputOf = (jobId: string): ProviderInput => ({
  jobId,
  prompt: "INES turns. Close-up shot.",
  facts: { node: { id: "shot", type: "shot", data: {} } },
  options: {},
  size: { width: 1280, height: 720 },
  seed: 7,
  readReference: () => Promise.resolve(undefined),
});

export const KEY = "sk-only-for-the-service";

/** What every provider promises, whatever the service at the other end does. */
export const describeProvider = (
  name: string,
  make: (picture: Buffer) => Promise<ProviderUnderTest>,
): void => {
  describe(`${name} as a provider`, () => {
    let picture: Buffer;
    let tested: ProviderUnderTest;
    let count = 0;
    let progress: number[];
    beforeAll(async () => {
      picture = await makePicture();
    });
    beforeEach(async () => {
      tested = await make(picture);
      progress = [];
      count += 1;
    });
    afterEach(() => tested.fake.stop());

    /** From the call to a checked picture, as a run does it. */
    const draw = async (signal = AbortSignal.timeout(5_000)) => {
      const result = await providerOf(tested)({
        input: inputOf(`job-${count}`),
        signal,
        report: (done) => progress.push(done),
      });
      if (result.kind !== "image") throw new Error("No image");
      return readPicture(result.bytes);
    };

    const troubleOf = async (behaviour: Behaviour): Promise<ProviderFailure> => {
      tested.fake.behave(behaviour);
      const error: unknown = await draw().then(
        () => undefined,
        (failure: unknown) => failure,
      );
      if (!(error instanceof ProviderFailure)) throw new Error(`Not a failure: ${String(error)}`);
      expect(error.message).not.toContain(KEY);
      return error;
    };

    it("brings a picture, sends the key, and says how far it is", async () => {
      const drawn = await draw();
      expect([drawn.mediaType, drawn.width, drawn.height]).toEqual(["image/png", 640, 320]);
      const keys = tested.fake.calls.map(({ headers }) => headers.authorization);
      expect(new Set(keys)).toEqual(new Set([`Bearer ${KEY}`]));
      expect(progress.length).toBeGreaterThan(0);
      expect([...progress].sort((a, b) => a - b)).toEqual(progress);
      expect(progress.every((done) => done >= 0 && done <= 1)).toBe(true);
    });

    it("names the job in the request, the same for every attempt", async () => {
      const working = () => tested.fake.calls.filter(({ method }) => method === "POST");
      tested.fake.behave("failing", "normal");
      await draw().catch(() => undefined);
      await draw();
      const [first, second] = working().map(
        ({ headers, body }) =>
          headers["idempotency-key"] ?? (JSON.parse(body.toString()) as { prompt_id: string }).prompt_id,
      );
      expect(first).toBeTruthy();
      expect(second).toBe(first);
    });

    it("waits for a slow service", async () => {
      tested.fake.behave("slow");
      expect((await draw()).width).toBe(640);
    });

    it("says that nobody is there, and that asking again costs nothing", async () => {
      await tested.fake.stop();
      const error = await troubleOf("normal");
      expect(error.trouble).toEqual({ kind: "away", reason: "unreachable" });
      expect(error.isRepeatable).toBe(true);
    });

    it.each(["hangs-up", "breaks-off", "failing"] as const)(
      "takes a service that %s for one that is away",
      async (behaviour) => expect((await troubleOf(behaviour)).trouble.kind).toBe("away"),
    );

    it("hears how long a busy service wants to be left alone", async () => {
      expect((await troubleOf("busy")).trouble).toEqual({ kind: "busy", retryAfterMs: 2_000 });
    });

    it("tells a person about a key that is not accepted", async () => {
      const { trouble } = await troubleOf("denies-key");
      expect(trouble).toMatchObject({ kind: "refused", words: expect.stringContaining("key") as string });
    });

    it("passes on why the service refuses, in one short line", async () => {
      const { trouble } = await troubleOf("refuses");
      if (trouble.kind !== "refused") throw new Error(trouble.kind);
      expect(trouble.words).toContain("Not in this style. xxx");
      expect(trouble.words.length).toBeLessThan(260);
      expect(trouble.words).not.toMatch(/\p{Cc}/u);
    });

    it.each([
      ["lying", "not a picture"],
      ["huge", "too large"],
      ["gzip-bomb", "too large"],
    ] as const)("takes no %s reply", async (behaviour, words) => {
      const { trouble } = await troubleOf(behaviour);
      expect(trouble).toMatchObject({ kind: "unusable", words: expect.stringContaining(words) as string });
    });

    it("does not stand still over JSON that is nested without an end", async () => {
      const delay = monitorEventLoopDelay();
      delay.enable();
      const { trouble } = await troubleOf("nested-json");
      // A stall is counted by the first timer after it.
      const { count } = delay;
      await eventually(() => expect(delay.count).toBeGreaterThan(count));
      delay.disable();
      expect(trouble.kind).toBe("unusable");
      expect(delay.max / 1e6).toBeLessThan(500);
    });

    it("never passes on the key, also when the service repeats it", async () => {
      const { trouble } = await troubleOf("tells-key");
      expect(trouble).toMatchObject({ kind: "refused", words: expect.stringContaining("So So") as string });
      expect("words" in trouble && trouble.words).not.toContain(KEY.slice(0, 6));
    });

    it("does not follow the service into a private network", async () => {
      const { trouble } = await troubleOf("redirects-inside");
      expect(trouble).toMatchObject({
        kind: "unusable",
        words: expect.stringContaining("private network") as string,
      });
    });

    it("stops at once when the job is canceled", async () => {
      tested.fake.behave("silent");
      const canceled = new Error("canceled");
      const caller = new AbortController();
      const drawing = draw(caller.signal);
      setTimeout(() => caller.abort(canceled), 50);
      const readMs = startStopwatch();
      await expect(drawing).rejects.toBe(canceled);
      expect(readMs()).toBeLessThan(1_500);
    });
  });
};
