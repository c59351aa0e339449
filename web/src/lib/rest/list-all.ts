import { callApi, type ApiAnswer, type ApiCall } from "./call-api.ts";

interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

/** Every page of a list, in order. The first refusal ends it. */
export const listAll = async <T>(
  path: string,
  query: Record<string, string> = {},
  call: Pick<ApiCall, "fetch" | "signal"> = {},
): Promise<ApiAnswer<T[]>> => {
  const items: T[] = [];
  let cursor: string | undefined;
  for (;;) {
    const search = new URLSearchParams({ ...query, limit: "100", ...(cursor ? { cursor } : {}) });
    const answer = await callApi<Page<T>>(`${path}?${search}`, call);
    if (!answer.ok) return answer;
    items.push(...answer.value.items);
    cursor = answer.value.nextCursor ?? undefined;
    if (cursor === undefined) return { ok: true, status: answer.status, value: items };
  }
};
