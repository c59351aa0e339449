import { functionContracts, isFunctionName } from "@backlot/shared/functions/registry";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import type { Person } from "#lib/presence/person.svelte.ts";
import type { Room } from "#lib/presence/room.svelte.ts";
import type { CanvasModel } from "./canvas-model.ts";
import type { JobMark, NodeView, ShownJob } from "./node-view.svelte.ts";

/** What batches tell of the nodes they touch. Marks and running jobs by node id, titles by function. */
export interface NodeJobs {
  marks: ReadonlyMap<string, JobMark>;
  running: ReadonlyMap<string, RunningJob>;
  titles: ReadonlyMap<string, string>;
}

export const NO_JOBS: NodeJobs = { marks: new Map(), running: new Map(), titles: new Map() };

/** Puts what happens around a node (colleagues, jobs) into its view, touching only the views that differ. */
export class NodeMarks {
  readonly #model: CanvasModel;
  readonly #room: Room;
  #marks: ReadonlyMap<string, JobMark> = new Map();
  /** Running jobs by the rows, by node id: heard before the worker's presence is, and far behind it afterwards. */
  #rows: ReadonlyMap<string, RunningJob> = new Map();
  /** Titles of outside functions, by their names. */
  #titles: ReadonlyMap<string, string> = new Map();
  /** Runs that presence has told of; what the rows say of those is old. */
  readonly #heard = new Set<string>();
  #marked = new Set<string>();
  readonly #stops: (() => void)[];

  constructor(model: CanvasModel, room: Room) {
    this.#model = model;
    this.#room = room;
    this.#stops = [
      room.onNodesTouched(() => this.#apply()),
      model.onChange(({ structure }) => {
        if (structure) this.#apply();
      }),
    ];
  }

  setMarks({ marks, running, titles }: NodeJobs): void {
    this.#marks = marks;
    this.#rows = running;
    this.#titles = titles;
    this.#apply();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #apply(): void {
    const watchers = new Map<string, Person[]>();
    const typists = new Map<string, Person>();
    const draggers = new Map<string, Person>();
    const jobs = new Map<string, RunningJob>();
    for (const person of this.#room.people) {
      for (const id of person.selection.ids) {
        const list = watchers.get(id);
        if (list) list.push(person);
        else watchers.set(id, [person]);
      }
      if (person.typing) typists.set(person.typing.nodeId, person);
      for (const id of person.drag?.ids ?? []) draggers.set(id, person);
    }
    for (const [id, job] of this.#rows) if (!this.#heard.has(runOf(job))) jobs.set(id, job);
    for (const job of this.#room.runningJobs.values()) {
      this.#heard.add(runOf(job));
      jobs.set(job.nodeId, job);
    }
    const touched = new Set([
      ...watchers.keys(),
      ...typists.keys(),
      ...draggers.keys(),
      ...jobs.keys(),
      ...this.#marks.keys(),
    ]);
    for (const id of new Set([...touched, ...this.#marked])) {
      const view = this.#model.views.get(id);
      if (!view) continue;
      setWatchers(view, watchers.get(id) ?? NOBODY);
      view.typist = typists.get(id);
      view.dragger = draggers.get(id);
      view.job = this.#titled(jobs.get(id), view.job);
      view.mark = this.#marks.get(id);
    }
    this.#marked = touched;
  }

  #titled(job: RunningJob | undefined, former: ShownJob | undefined): ShownJob | undefined {
    if (!job) return undefined;
    const title = isFunctionName(job.function)
      ? functionContracts[job.function].title
      : (this.#titles.get(job.function) ?? "Running");
    const shown = { ...job, title };
    return former && sameJob(former, shown) ? former : shown;
  }
}

const sameJob = (one: ShownJob, other: ShownJob): boolean =>
  one.batchId === other.batchId &&
  one.title === other.title &&
  one.progress === other.progress &&
  one.step === other.step &&
  one.by === other.by;

const runOf = ({ batchId, nodeId }: RunningJob): string => `${batchId}/${nodeId}`;

const NOBODY: readonly Person[] = [];

const setWatchers = (view: NodeView, next: readonly Person[]): void => {
  const same = view.watchers.length === next.length && view.watchers.every((person, i) => person === next[i]);
  if (!same) view.watchers = next;
};
