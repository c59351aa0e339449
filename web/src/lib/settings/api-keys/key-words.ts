import type { KeyScope } from "@backlot/shared/protocol/key-scopes";
import { timeWords } from "#lib/home/time-words.ts";
import type { ApiKey } from "./api-keys.ts";

export const SCOPE_WORDS: Readonly<Record<KeyScope, { label: string; meaning: string }>> = {
  read: { label: "Read", meaning: "Canvases, takes, files and batches that you can see" },
  edit: { label: "Edit", meaning: "Change canvases, import screenplays, add pictures" },
  run: { label: "Run", meaning: "Submit batches, pause, cancel and retry them" },
};

const DAY_MS = 86_400_000;

export const LIFETIMES = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "never", label: "No end" },
] as const;

export type Lifetime = (typeof LIFETIMES)[number]["value"];

export const expiryOf = (lifetime: Lifetime, now: Date): string | undefined =>
  lifetime === "never" ? undefined : new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();

export const scopeWords = ({ scopes }: Pick<ApiKey, "scopes">): string =>
  scopes.map((scope) => SCOPE_WORDS[scope].label).join(", ");

export const lastUseWords = ({ lastUsedAt }: Pick<ApiKey, "lastUsedAt">, now: Date): string =>
  lastUsedAt === undefined ? "Never used" : `Used ${timeWords(new Date(lastUsedAt), now)}`;

export const hasExpired = ({ expiresAt }: Pick<ApiKey, "expiresAt">, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

export const expiryWords = (key: Pick<ApiKey, "expiresAt">, now: Date): string => {
  if (key.expiresAt === undefined) return "No end";
  const date = new Date(key.expiresAt).toLocaleDateString([], {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  return hasExpired(key, now) ? `Expired ${date}` : `Until ${date}`;
};

/** To be pasted into a terminal as it is. */
export const exampleCall = (origin: string, key: string): string =>
  `curl -H "Authorization: Bearer ${key}" ${origin}/api/v1/canvases`;
