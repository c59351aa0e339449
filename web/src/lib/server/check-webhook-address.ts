import { setTimeout as wait } from "node:timers/promises";
import { checkTarget, resolveName } from "@backlot/shared/server/outside/check-target";
import { OutsideRefused } from "@backlot/shared/server/outside/outside-refused";

const DEADLINE_MS = 2_000;

/**
 * What is certainly wrong with a webhook's address, in words; said when it is given instead of hours later. The worker
 * checks it again at each delivery: a name may lead elsewhere by then.
 */
export const checkWebhookAddress = async (
  url: string,
  allowedHosts: readonly string[],
): Promise<string | undefined> => {
  const checked = checkTarget(url, ["http:", "https:"], { allowedHosts, resolve: resolveName });
  try {
    await Promise.race([checked, wait(DEADLINE_MS, undefined, { ref: false })]);
    return undefined;
  } catch (error) {
    if (!(error instanceof OutsideRefused)) throw error;
    return WORDS[error.code];
  }
};

const WORDS: Partial<Record<OutsideRefused["code"], string>> = {
  "bad-url": "must be an http or https address without a name or password in it",
  "private-address": "must not lead into a private network",
  "forbidden-port": "must be on port 80 or 443",
};
