import type { Awareness } from "y-protocols/awareness";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import { createFrameFlush } from "#lib/canvas/model/frame-flush.ts";
import { Person } from "./person.svelte.ts";
import { readPresence } from "./read-presence.ts";

/** Everyone else who has the canvas open, and the jobs that workers run on it, once per frame. */
export class Room {
  people: readonly Person[] = $state.raw([]);
  runningJobs: ReadonlyMap<string, RunningJob> = $state.raw(new Map());
  readonly #awareness: Awareness;
  readonly #persons = new Map<number, Person>();
  readonly #jobs = new Map<number, Record<string, RunningJob>>();
  readonly #changed = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #frame = createFrameFlush(() => this.#flush());

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
    awareness.on("change", this.#onChange);
  }

  /** Called when what nodes show of people or jobs changed; returns the way to stop. */
  onNodesTouched(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#awareness.off("change", this.#onChange);
    this.#frame.cancel();
    this.#listeners.clear();
  }

  readonly #onChange = (change: { added: number[]; updated: number[]; removed: number[] }): void => {
    for (const ids of [change.added, change.updated, change.removed]) {
      for (const id of ids) if (id !== this.#awareness.clientID) this.#changed.add(id);
    }
    this.#frame.request();
  };

  #flush(): void {
    let membership = false;
    let nodesTouched = false;
    let jobs = false;
    for (const clientId of this.#changed) {
      const state = readPresence(this.#awareness.getStates().get(clientId));
      const person = this.#persons.get(clientId);
      if (!state?.user) {
        membership = this.#persons.delete(clientId) || membership;
        jobs = this.#jobs.delete(clientId) || jobs;
        continue;
      }
      if (state.user.kind === "worker" || state.user.kind === "script") {
        this.#jobs.set(clientId, state.jobs ?? {});
        jobs = true;
        continue;
      }
      const known = person ?? new Person(clientId, state.user);
      nodesTouched = known.update(state) || nodesTouched;
      if (known !== person) {
        this.#persons.set(clientId, known);
        membership = true;
      }
    }
    this.#changed.clear();
    if (membership) this.people = [...this.#persons.values()];
    if (jobs) this.runningJobs = new Map([...this.#jobs.values()].flatMap((own) => Object.entries(own)));
    if (membership || nodesTouched || jobs) for (const listener of this.#listeners) listener();
  }
}
