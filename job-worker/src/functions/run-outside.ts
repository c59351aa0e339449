import { hashCanonically } from "@backlot/shared/server/batches/canonical-hash";
import type { Records } from "@backlot/shared/server/database/records";
import { createFetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { createOpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import {
  findOutsideFunction,
  type OutsideFunction,
} from "@backlot/shared/server/outside-functions/find-function";
import { createSealedSecrets } from "@backlot/shared/server/sealed-secrets";
import type { BreakerChange } from "../providers/breaker-board.ts";
import { createProvider, type ProviderParts } from "../providers/create-provider.ts";
import {
  createCallGuard,
  type CallGuard,
  type GuardNotes,
  type GuardTimes,
} from "../providers/guard-calls.ts";
import type { OutsideCall } from "../providers/outside-call.ts";
import { ProviderFailure, type ProviderResult } from "../providers/provider.ts";
import { readPicture } from "../providers/read-picture.ts";
import { readProviderInput, type ReadInput } from "../providers/read-provider-input.ts";
import type {
  FunctionImplementation,
  FunctionOutcome,
  FunctionRun,
  MadeTake,
} from "./function-implementation.ts";
import { storeFiles } from "./result-files/store-files.ts";
import { drawStoryboard } from "./storyboard.ts";

/** Hears of the calls that runs of outside functions make. */
export interface OutsideNotes {
  noteCall: (call: OutsideCall) => void;
  noteBreaker: (change: BreakerChange) => void;
}

interface RunOutsideParts {
  records: Records;
  /** The product's `SECRET`, which opens the services' keys. */
  secret: string;
  outsideHosts: readonly string[];
  notes: OutsideNotes;
  /** Other than the usual ones only in tests. */
  guardTimes?: GuardTimes;
}

/** Every function whose name starts with `outside/`. Breakers live as long as what this answers. */
export const runOutside = ({
  records,
  secret,
  outsideHosts,
  notes,
  guardTimes,
}: RunOutsideParts): FunctionImplementation => {
  const hosts = { allowedHosts: outsideHosts };
  const services = { fetchOutside: createFetchOutside(hosts), openSocket: createOpenOutsideSocket(hosts) };
  const sealed = createSealedSecrets(secret);
  const guardOf = createGuards(notes, guardTimes);

  return async (run) => {
    const fn = await findOutsideFunction(records, {
      canvasId: run.canvasId,
      name: await readFunctionName(records, run.jobId),
    });
    if (!fn) return failed("This function was removed from the workspace.");
    const { sealed_secret: sealedKey } = fn.row;
    const key = sealedKey === null ? undefined : sealed.open(sealedKey);
    if (sealedKey !== null && key === undefined)
      return failed("The key of this service cannot be read any more. The owner has to enter it again.");
    run.report(0.02, "Reading the canvas");
    const read = readProviderInput(run, fn);
    if (!read) return { kind: "node-deleted" };
    return make({ run, fn, read, key, services, guard: guardOf(fn) });
  };
};

interface Making {
  run: FunctionRun;
  fn: OutsideFunction;
  read: ReadInput;
  key: string | undefined;
  services: ProviderParts;
  guard: CallGuard;
}

const make = async (making: Making): Promise<FunctionOutcome> => {
  const { run, fn, read } = making;
  try {
    if (fn.contract.produces === "files") return await storeResult(making, await ask(making));
    const draw = async (): Promise<MadeTake> => {
      const result = await ask(making);
      run.report(0.92, "Checking the picture");
      return storePicture(making, result);
    };
    if (fn.config.deterministic) return await run.reuse(read.identity, draw);
    const { name, version } = fn.contract;
    const take = { ...(await draw()), inputHash: hashCanonically([name, version, read.identity]) };
    return { kind: "take", take };
  } catch (error) {
    if (error instanceof NotMade) return error.isAway ? fallBack(making, error.outcome) : error.outcome;
    if (error instanceof ProviderFailure) return failed(error.message);
    throw error;
  }
};

/** Carries an outcome out of `reuse`, which wants a take or an error. */
class NotMade extends Error {
  override readonly name = "NotMade";
  readonly outcome: FunctionOutcome;
  readonly isAway: boolean;

  constructor(outcome: FunctionOutcome, isAway: boolean) {
    super("Nothing was made");
    this.outcome = outcome;
    this.isAway = isAway;
  }
}

const ask = async ({ run, fn, read, key, services, guard }: Making): Promise<ProviderResult> => {
  const provider = createProvider(fn.config, key, services);
  const { report } = run;
  const answer = await guard.run((signal) => provider({ input: read.input, signal, report }), run.signal);
  if (answer.kind === "made") return answer.result;
  const outcome: FunctionOutcome =
    answer.kind === "later"
      ? { kind: "later", delayMs: answer.delayMs, ...(answer.reason && { reason: answer.reason }) }
      : failed(answer.error);
  throw new NotMade(outcome, answer.isAway);
};

const storePicture = async ({ run, read }: Making, result: ProviderResult): Promise<MadeTake> => {
  if (result.kind !== "image")
    throw new ProviderFailure({ kind: "unusable", words: "The service's reply is not a picture." });
  const { bytes, mediaType, width, height, thumbnail } = await readPicture(result.bytes);
  run.signal.throwIfAborted();
  const store = (picture: { bytes: Uint8Array; mediaType: string }) =>
    run.assets.put({ canvasId: run.canvasId, ...picture, kind: "picture" });
  const [asset, small] = await Promise.all([store({ bytes, mediaType }), store(thumbnail)]);
  return { asset: asset.hash, thumbnail: small.hash, width, height, parameters: { ...read.input.options } };
};

const storeResult = async ({ run, fn, read }: Making, result: ProviderResult): Promise<FunctionOutcome> => {
  const what = fn.contract.title;
  if (result.kind === "json") {
    const bytes = Buffer.from(`${writeJson(result.value)}\n`);
    return storeFiles(
      run,
      read.title(),
      [{ what, ending: "json", mediaType: "application/json", bytes }],
      [],
    );
  }
  const { bytes, mediaType } = await readPicture(result.bytes);
  const ending = mediaType.replace("image/", "").replace("jpeg", "jpg");
  return storeFiles(run, read.title(), [{ what, ending, mediaType, bytes }], []);
};

/** Indented for a person, unless it is so much that nobody reads it: deep inside, the indent is a hundred times the data. */
const writeJson = (value: unknown): string => {
  const short = JSON.stringify(value);
  return short.length > MAX_INDENTED_LENGTH ? short : JSON.stringify(value, null, 2);
};

const MAX_INDENTED_LENGTH = 256 * 1024;

/** The owner may have said that a panel drawn here is better than none. */
const fallBack = async ({ run, fn }: Making, instead: FunctionOutcome): Promise<FunctionOutcome> => {
  const drawsShots =
    fn.contract.produces === "take" && fn.contract.nodeTypes.every((type) => type === "shot");
  if (fn.row.falls_back !== 1 || !drawsShots) return instead;
  const drawn = await drawStoryboard({
    ...run,
    options: {},
    // Under this function's name it would be found again when the service is back.
    reuse: async (input, draw) => ({
      kind: "take",
      take: { ...(await draw()), inputHash: hashCanonically(["storyboard", input]) },
    }),
  });
  if (drawn.kind !== "take") return drawn;
  const remark = `Drawn by Backlot's storyboard, because ${fn.contract.title} did not answer.`;
  return { kind: "take", take: { ...drawn.take, remark } };
};

/** One guard per function; a change of its settings starts a new one. */
const createGuards = (
  { noteCall, noteBreaker }: OutsideNotes,
  times: GuardTimes | undefined,
): ((fn: OutsideFunction) => CallGuard) => {
  const guards = new Map<string, { version: number; guard: CallGuard }>();
  return ({ row, config, contract }) => {
    const known = guards.get(row.id);
    if (known?.version === contract.version) return known.guard;
    const noun = contract.produces === "take" ? "image service" : "service";
    const { provider } = config;
    const notes: GuardNotes = {
      attempted: (outcome, seconds) => noteCall({ provider, outcome, seconds }),
      breaker: (isOpen) => noteBreaker({ functionId: row.id, provider, isOpen }),
    };
    notes.breaker(false);
    const guard = createCallGuard({ noun, timeLimitMs: config.timeLimitSeconds * 1000, notes }, times);
    guards.set(row.id, { version: contract.version, guard });
    return guard;
  };
};

const readFunctionName = async (records: Records, jobId: string): Promise<string> => {
  const row = await records
    .selectFrom("jobs")
    .innerJoin("batches", "batches.id", "jobs.batch_id")
    .select("batches.function")
    .where("jobs.id", "=", jobId)
    .executeTakeFirstOrThrow();
  return row.function;
};

const failed = (error: string) => ({ kind: "failed", error, retry: false }) as const;
