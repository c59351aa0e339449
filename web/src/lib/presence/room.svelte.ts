import type { Awareness } from "y-protocols/awareness";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import { createFrameFlush } from "#lib/canvas/model/frame-flush.ts";
import { Person } from "./person.svelte.ts";
import { readPresence } from "./read-presence.ts";

/** A worker that is still there tells of itself soon after the connection is back. */
const TOLD_AGAIN_MS = 1_000;

/**
 * Everyone else who has the canvas open, and the jobs that workers run on it, once per frame. Without a connection nobody
 * can be heard: people are gone then, but work goes on, so what runs stays as it was heard last.
 */
export class Room {
  people: readonly Person[] = $state.raw([]);
  runningJobs: ReadonlyMap<string, RunningJob> = $state.raw(new Map());
  readonly #awareness: Awareness;
  readonly #persons = new Map<number, Person>();
  readonly #jobs = new Map<number, Record<string, RunningJob>>();
  readonly #changed = new Set<number>();
  readonly #listeners = new Set<() => void>();
  /** Workers that were not heard to leave: the connection was lost. */
  readonly #unheard = new Set<number>();
  #connected = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
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

  setConnected(connected: boolean): void {
    this.#connected = connected;
    clearTimeout(this.#timer);
    if (!connected || this.#unheard.size === 0) return;
    this.#timer = setTimeout(() => {
      for (const clientId of this.#unheard) this.#changed.add(clientId);
      this.#frame.request();
    }, TOLD_AGAIN_MS);
  }

  destroy(): void {
    clearTimeout(this.#timer);
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
      this.#unheard.delete(clientId);
      const state = readPresence(this.#awareness.getStates().get(clientId));
      const person = this.#persons.get(clientId);
      if (!state?.user) {
        membership = this.#persons.delete(clientId) || membership;
        if (!this.#connected && this.#jobs.has(clientId)) {
          this.#unheard.add(clientId);
          continue;
        }
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
