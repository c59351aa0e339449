import type { BatchView } from "@backlot/shared/functions/batch-view";

/** A stream of server-sent events as a script reads it, with plain fetch. */
export interface FollowedEvents {
  status: number;
  headers: Headers;
  /** Names of events in order; "comment" for what only keeps the connection open. */
  names: string[];
  views: BatchView[];
  /** When the server has closed it, or the client has left. */
  ended: Promise<void>;
  leave(): void;
}

export const followEvents = async (url: string, headers: Record<string, string>): Promise<FollowedEvents> => {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const names: string[] = [];
  const views: BatchView[] = [];
  const take = (message: string): void => {
    if (message.startsWith(":")) names.push("comment");
    const name = /^event: (\w+)$/m.exec(message)?.[1];
    if (name !== undefined) names.push(name);
    if (name === "batch") views.push(JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "") as BatchView);
  };
  const read = async (): Promise<void> => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      messages.forEach(take);
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    names,
    views,
    // Leaving ends the reading with an error of our own making.
    ended: read().catch((error: unknown) => {
      if (!leaving.signal.aborted) throw error;
    }),
    leave: () => leaving.abort(),
  };
};
