/** What an API key may be given. None of them manages: links, deletion, keys and workspaces need a person's session. */
export const KEY_SCOPES = ["read", "edit", "run"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];
