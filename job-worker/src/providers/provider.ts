import type { OutsideRefusal } from "@backlot/shared/server/outside/outside-refused";

/** What a service outside gets to know. All of it is JSON, and all of it may be seen by that service's owner. */
export interface ProviderInput {
  /** The same for every attempt at one job: services that know idempotency keys do the work, and charge, once. */
  jobId: string;
  /** What is to be seen, in words. */
  prompt: string;
  /** The node, scene, place and cast, or the whole canvas: for services that build their own words. */
  facts: unknown;
  /** Checked by the function's schema. */
  options: Readonly<Record<string, unknown>>;
  /** In pixels; of the canvas's ratio. */
  size: { width: number; height: number };
  seed: number;
  /** The active picture of the node, when the service wants it and there is one. */
  readReference: () => Promise<{ bytes: Uint8Array; mediaType: string } | undefined>;
}

export interface ProviderCall {
  input: ProviderInput;
  signal: AbortSignal;
  /** 0–1, and the step in film words. */
  report: (progress: number, step: string) => void;
}

/** Bytes that claim to be an image, unchecked, or any JSON. */
export type ProviderResult = { kind: "image"; bytes: Uint8Array } | { kind: "json"; value: unknown };

/** One outside function. Rejects with `ProviderFailure`, or with the signal's reason. */
export type Provider = (call: ProviderCall) => Promise<ProviderResult>;

/**
 * away: no answer, or one that says the service is in trouble. busy: it asks to wait. refused: it will not do this.
 * unusable: what it sent cannot be taken.
 */
type ProviderTrouble =
  | { kind: "away"; reason: "unreachable" | "timed-out" | "broken-off" | "in-trouble" | "lost" }
  | { kind: "busy"; retryAfterMs: number }
  | { kind: "refused"; words: string }
  | { kind: "unusable"; words: string };

export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  readonly trouble: ProviderTrouble;
  /** Calling once more costs nobody anything: nothing was started, or the service knows the job by its key. */
  readonly isRepeatable: boolean;

  constructor(trouble: ProviderTrouble, { isRepeatable = false, cause }: FailureFacts = {}) {
    super("words" in trouble ? trouble.words : trouble.kind, { cause });
    this.trouble = trouble;
    this.isRepeatable = isRepeatable;
  }
}

interface FailureFacts {
  isRepeatable?: boolean;
  cause?: unknown;
}

/** A picture is at most this large, whoever draws it. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** What a refusal of the guard means to somebody who has only pressed "run". */
export const REFUSAL_WORDS = {
  "bad-url": "The service sends us to an address that is none. Tell the owner of this workspace.",
  "private-address":
    "The service's address leads into a private network, where Backlot does not go. Tell the owner of this workspace.",
  "forbidden-port":
    "The service's address has a port that Backlot does not call. Tell the owner of this workspace.",
  "too-many-redirects": "The service sends us from address to address without an end.",
  "too-large": "The service's reply is too large to be a picture.",
} as const satisfies Partial<Record<OutsideRefusal, string>>;
