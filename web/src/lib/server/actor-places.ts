/**
 * Work that waits in line holds what it works on: whoever sent a hundred large files at once would fill the memory and
 * keep everybody else behind him. So each actor has few places, and is refused when they are taken.
 */
export interface ActorPlaces {
  /** Undefined when the actor has no place left; then the work was not begun. */
  use<T>(actorKey: string, work: () => Promise<T>): Promise<T | undefined>;
}

export const createActorPlaces = (placesEach: number): ActorPlaces => {
  const taken = new Map<string, number>();
  const count = (actorKey: string, change: 1 | -1): void => {
    const places = (taken.get(actorKey) ?? 0) + change;
    if (places > 0) taken.set(actorKey, places);
    else taken.delete(actorKey);
  };
  return {
    async use(actorKey, work) {
      if ((taken.get(actorKey) ?? 0) >= placesEach) return undefined;
      count(actorKey, 1);
      try {
        return await work();
      } finally {
        count(actorKey, -1);
      }
    },
  };
};
