import {
  MAX_PRESENCE_IDS,
  type PresenceState,
  type RunningJob,
} from "@backlot/shared/presence/presence-state";

/**
 * A peer's presence as far as it makes sense. The server vouches for `user` only; everything else may be any JSON, and
 * a guest's browser must not be able to break a colleague's canvas with it.
 */
export const readPresence = (value: unknown): PresenceState | undefined => {
  if (!isRecord(value) || !isRecord(value["user"])) return undefined;
  const { id, kind, name, colorIndex } = value["user"];
  if (typeof id !== "string" || typeof name !== "string" || !isPersonKind(kind)) return undefined;
  const state: PresenceState = {
    user: { id, kind, name, colorIndex: isNumber(colorIndex) ? Math.abs(Math.trunc(colorIndex)) % 12 : 0 },
    cursor: readPoint(value["cursor"]),
    typing: readTyping(value["typing"]),
    drag: readDrag(value["drag"]),
    jobs: readJobs(value["jobs"]),
  };
  const selection = value["selection"];
  if (isRecord(selection)) {
    const ids = readIds(selection["ids"]);
    state.selection = { ids, count: isNumber(selection["count"]) ? selection["count"] : ids.length };
  }
  const viewport = value["viewport"];
  const corner = readPoint(viewport);
  if (corner && isRecord(viewport) && isNumber(viewport["zoom"])) {
    state.viewport = { ...corner, zoom: viewport["zoom"] };
  }
  return state;
};

const readPoint = (value: unknown): { x: number; y: number } | null =>
  isRecord(value) && isNumber(value["x"]) && isNumber(value["y"]) ? { x: value["x"], y: value["y"] } : null;

const readTyping = (value: unknown): PresenceState["typing"] =>
  isRecord(value) && typeof value["nodeId"] === "string" && typeof value["field"] === "string"
    ? { nodeId: value["nodeId"], field: value["field"] }
    : null;

const readDrag = (value: unknown): PresenceState["drag"] =>
  isRecord(value) && isNumber(value["dx"]) && isNumber(value["dy"])
    ? { ids: readIds(value["ids"]), dx: value["dx"], dy: value["dy"] }
    : null;

const readJobs = (value: unknown): Record<string, RunningJob> => {
  const jobs: Record<string, RunningJob> = Object.create(null) as Record<string, RunningJob>;
  if (!isRecord(value)) return jobs;
  for (const [jobId, job] of Object.entries(value)) {
    if (!isRecord(job) || typeof job["nodeId"] !== "string") continue;
    jobs[jobId] = {
      batchId: textOf(job["batchId"]),
      nodeId: job["nodeId"],
      function: textOf(job["function"]),
      progress: isNumber(job["progress"]) ? Math.min(1, Math.max(0, job["progress"])) : 0,
      step: textOf(job["step"]),
      by: textOf(job["by"]),
    };
  }
  return jobs;
};

const readIds = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.filter((id): id is string => typeof id === "string").slice(0, MAX_PRESENCE_IDS)
    : [];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const isPersonKind = (value: unknown): value is "person" | "guest" | "worker" | "script" =>
  value === "person" || value === "guest" || value === "worker" || value === "script";
