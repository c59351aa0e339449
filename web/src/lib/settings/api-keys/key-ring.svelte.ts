import {
  createApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKey,
  type ApiKeyRequest,
  type FreshApiKey,
} from "./api-keys.ts";
import type { ApiRefusal } from "#lib/rest/call-api.ts";

/** One person's API keys, as the settings show them. */
export const createKeyRing = () => {
  let keys = $state.raw<readonly ApiKey[] | undefined>();
  let problem = $state<string | undefined>();

  return {
    /** Undefined while they are read, and when they could not be. */
    get keys() {
      return keys;
    },
    get problem() {
      return problem;
    },
    async load(): Promise<void> {
      problem = undefined;
      const answer = await listApiKeys();
      if (answer.ok) keys = answer.value;
      else problem = answer.refusal.message;
    },
    async create(
      request: ApiKeyRequest,
    ): Promise<{ ok: true; value: FreshApiKey } | { ok: false; refusal: ApiRefusal }> {
      const answer = await createApiKey(request);
      if (!answer.ok) return answer;
      const { key, ...known } = answer.value;
      keys = [known, ...(keys ?? [])];
      return { ok: true, value: { ...known, key } };
    },
    /** Answers what went wrong in words. */
    async revoke(id: string): Promise<string | undefined> {
      const answer = await revokeApiKey(id);
      // Gone is what was wanted, whoever did it.
      if (!answer.ok && answer.refusal.code !== "not-found")
        return `The key still works. ${answer.refusal.message}`;
      keys = keys?.filter((key) => key.id !== id);
      return undefined;
    },
  };
};

export type KeyRing = ReturnType<typeof createKeyRing>;
