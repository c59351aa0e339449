import type { KeyScope } from "@backlot/shared/protocol/key-scopes";
import type { RestClient } from "./rest-client.ts";

export interface MadeKey {
  id: string;
  name: string;
  scopes: KeyScope[];
  key: string;
}

/** A new API key of a person who is signed in. */
export const makeKey = (
  person: RestClient,
  scopes: readonly KeyScope[],
  { name = "A script" }: { name?: string } = {},
): Promise<MadeKey> => person.must("POST", "api-keys", { name, scopes });

/** A call as a script makes it: the key, no cookie, no Origin. */
export const callWithKey = async <T>(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string | null; body: T }> => {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === "" ? undefined : JSON.parse(text)) as T;
  return { status: response.status, type: response.headers.get("content-type"), body: parsed };
};
