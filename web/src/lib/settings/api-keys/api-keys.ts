import type { KeyScope } from "@backlot/shared/protocol/key-scopes";
import { callApi, type ApiAnswer } from "#lib/rest/call-api.ts";
import { listAll } from "#lib/rest/list-all.ts";

export interface ApiKey {
  id: string;
  name: string;
  scopes: readonly KeyScope[];
  createdAt: string;
  expiresAt?: string;
  lastUsedAt?: string;
}

/** Of a key that was just made: the only time that the key itself is known. */
export interface FreshApiKey extends ApiKey {
  key: string;
}

export interface ApiKeyRequest {
  name: string;
  scopes: readonly KeyScope[];
  expiresAt?: string;
}

export const listApiKeys = (): Promise<ApiAnswer<ApiKey[]>> => listAll("api-keys");

export const createApiKey = (body: ApiKeyRequest): Promise<ApiAnswer<FreshApiKey>> =>
  callApi("api-keys", { method: "POST", body });

export const revokeApiKey = (id: string): Promise<ApiAnswer<unknown>> =>
  callApi(`api-keys/${id}`, { method: "DELETE" });
