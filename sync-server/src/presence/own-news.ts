import type { PeerState } from "./peer-state.ts";
import type { Person } from "./person.ts";
import type { PresenceEntry } from "./room-presence.ts";

/** What a member of this node said, kept so that JSON is only written when there are other nodes to read it. */
interface OwnNews {
  clientId: number;
  clock: number;
  state: PeerState | undefined;
}

export const takeOwnNews = (people: Set<Person>): OwnNews[] => {
  const news: OwnNews[] = [];
  for (const { clientId, clock, ownVoice } of people) {
    news.push({ clientId, clock, state: ownVoice?.state });
  }
  people.clear();
  return news;
};

export const entryOf = ({ clientId, clock, state }: OwnNews): PresenceEntry => ({
  clientId,
  clock,
  state: state?.json ?? "null",
});
