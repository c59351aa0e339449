import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoomResult } from "./room-result.ts";

/** Shares of the main thread's busy time in the steady part: 0–1, the largest first. */
export interface Profile {
  parts: ProfileShare[];
  functions: ProfileShare[];
}

export interface ProfileShare {
  what: string;
  share: number;
}

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}

interface CpuProfile {
  startTime: number;
  nodes: { id: number; callFrame: CallFrame }[];
  samples: number[];
  timeDeltas: number[];
}

const SMALLEST_SHARE = 0.005;
const FUNCTIONS_SHOWN = 25;

/** Runs a measurement with a folder for the server's profile, and reads what it left there. */
export const withSyncProfile = async (
  measure: (profileFolder: string) => Promise<RoomResult>,
): Promise<Profile> => {
  const folder = mkdtempSync(join(tmpdir(), "backlot-profile-"));
  try {
    const { steadyMicros } = await measure(folder);
    // CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile; the main thread is 0.
    const file = readdirSync(folder).find((name) => name.split(".")[4] === "0");
    if (!file) throw new Error("The server left no profile");
    const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
    return {
      parts: shareOut(profile, steadyMicros, partOf),
      functions: shareOut(profile, steadyMicros, functionOf).slice(0, FUNCTIONS_SHOWN),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** `nameOf` answers undefined for idle time. */
const shareOut = (
  profile: CpuProfile,
  [from, to]: readonly [number, number],
  nameOf: (frame: CallFrame) => string | undefined,
): ProfileShare[] => {
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const micros = new Map<string, number>();
  let at = profile.startTime;
  let busy = 0;
  for (const [i, sample] of profile.samples.entries()) {
    const delta = profile.timeDeltas[i] ?? 0;
    at += delta;
    const name = names.get(sample);
    if (at < from || at > to || name === undefined) continue;
    busy += delta;
    micros.set(name, (micros.get(name) ?? 0) + delta);
  }
  return [...micros]
    .map(([what, time]) => ({ what, share: time / busy }))
    .filter(({ share }) => share >= SMALLEST_SHARE)
    .sort((a, b) => b.share - a.share);
};

/** Native functions stand for themselves, ours by folder, others by package. */
const partOf = ({ functionName, url }: CallFrame): string | undefined => {
  if (functionName === "(idle)") return undefined;
  if (url === "") return functionName || "(anonymous native)";
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1];
  if (dependency) return dependency;
  const own = /\/(?:sync-server|shared)\/src\/(.+)\/[^/]+$/.exec(url)?.[1];
  return own
    ? `own: ${own}`
    : url.startsWith("node:")
      ? `node: ${url.slice(5).split("/")[1] ?? url.slice(5)}`
      : url;
};

const functionOf = ({ functionName, url, lineNumber }: CallFrame): string | undefined => {
  if (functionName === "(idle)") return undefined;
  const name = functionName || "(anonymous)";
  return url === "" ? name : `${name}, ${url.split("/").slice(-2).join("/")}:${lineNumber + 1}`;
};
