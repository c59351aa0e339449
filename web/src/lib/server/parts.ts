import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";
import type { AssetStore } from "@backlot/shared/server/assets/asset-store";
import type { JobQueue } from "@backlot/shared/server/batches/job-queue";
import type { SealedSecrets } from "@backlot/shared/server/sealed-secrets";
import type { CanvasPeers } from "@backlot/shared/server/canvas-peer";
import type { ScreenplayReader } from "@backlot/shared/server/screenplay/screenplay-reader";
import type { CanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import type { WebConfig } from "../../config.ts";
import type { ActorPlaces } from "./actor-places.ts";
import type { BatchEvents } from "./batch-events/batch-events.ts";
import type { OwnOrigins } from "./own-origins.ts";
import type { Passwords } from "./passwords.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Revocations } from "./revocations.ts";
import type { Sessions } from "./sessions.ts";

/** What start-web.ts has built for the pages and the API. */
export interface Parts {
  readonly config: WebConfig;
  readonly logger: Logger;
  readonly records: Records;
  readonly origins: OwnOrigins;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly limits: RateLimits;
  readonly revocations: Revocations;
  readonly canvasLog: CanvasLogReader;
  readonly peers: CanvasPeers;
  readonly assets: AssetStore;
  readonly screenplays: ScreenplayReader;
  /** In the line of the screenplay reader. */
  readonly readingPlaces: ActorPlaces;
  readonly queue: JobQueue;
  readonly batchEvents: BatchEvents;
  readonly sealed: SealedSecrets;
}

/**
 * The SvelteKit build is a bundle of its own, so a module variable of start-web.ts is not the bundle's: the parts
 * cross over on `globalThis`, in this one file.
 */
const PARTS = Symbol.for("backlot.parts");
type PartsHolder = { [PARTS]?: Parts };

export const provideParts = (parts: Parts): void => {
  (globalThis as PartsHolder)[PARTS] = parts;
};

export const getParts = (): Parts => {
  const parts = (globalThis as PartsHolder)[PARTS];
  if (!parts) throw new Error("The parts are missing: start the app with `node web/src/main.ts`");
  return parts;
};
