import { createContext } from "svelte";
import { Awareness } from "y-protocols/awareness";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { mayEdit, type Role } from "@backlot/shared/protocol/roles";
import { OwnPresence } from "#lib/presence/own-presence.ts";
import type { Person } from "#lib/presence/person.svelte.ts";
import { Room } from "#lib/presence/room.svelte.ts";
import { CanvasModel } from "./model/canvas-model.ts";
import { NodeMarks, type NodeJobs } from "./model/node-marks.ts";
import type { CanvasGrant, GrantAnswer } from "./session/canvas-grant.ts";
import { EditHistory } from "./session/edit-history.svelte.ts";
import { openLocalCopy, type LocalCopy } from "./session/local-copy.ts";
import { SaveTracker, type SaveState } from "./session/save-state.svelte.ts";
import { SyncConnection, type ChangeRefusal, type ConnectionState } from "./session/sync-connection.ts";

export interface CanvasSessionOptions {
  canvasId: string;
  /** `requestMemberGrant` for members, `requestGuestGrant` with the link's secret for guests. */
  requestGrant: () => Promise<GrantAnswer>;
}

/** One open canvas: its document, connection, undo, presence and the model that the views read. */
export class CanvasSession {
  readonly canvasId: string;
  readonly doc = createYDoc();
  readonly awareness = new Awareness(this.doc);
  readonly canvas: CanvasDocument = openCanvasDocument(this.doc);
  readonly model: CanvasModel;
  readonly history: EditHistory;
  readonly presence: OwnPresence;
  readonly room: Room;

  connection: ConnectionState = $state("connecting");
  /** True once the document holds something to show: the local copy or the server's state. */
  loaded = $state(false);
  /** Time in ms of the moment the connection was lost; undefined while there is one. */
  offlineSinceMs: number | undefined = $state();
  grant: CanvasGrant | undefined = $state.raw();
  selection: readonly string[] = $state.raw([]);
  /** Titles of the functions that batches here have run, by name: takes know only the name. */
  functionTitles: ReadonlyMap<string, string> = $state.raw(new Map());

  #refusal: ChangeRefusal | undefined = $state();
  readonly #save = new SaveTracker();
  readonly #marks: NodeMarks;
  readonly #connection: SyncConnection;
  #localCopy: LocalCopy | undefined;
  #camera: ((nodeId: string) => void) | undefined;

  constructor({ canvasId, requestGrant }: CanvasSessionOptions) {
    this.canvasId = canvasId;
    this.model = new CanvasModel(this.canvas);
    this.history = new EditHistory(this.canvas);
    this.presence = new OwnPresence(this.awareness);
    this.room = new Room(this.awareness);
    this.#marks = new NodeMarks(this.model, this.room);
    this.doc.on("update", this.#onUpdate);
    this.model.onChange(() => this.#dropGoneFromSelection());
    this.#connection = new SyncConnection({
      documentName: documentNameOf("canvas", canvasId),
      doc: this.doc,
      awareness: this.awareness,
      requestGrant,
      onGrant: (grant) => this.#onGrant(grant),
      onAcknowledgements: (acks) => this.#save.setAcknowledgements(acks),
      onState: (state) => this.#onState(state),
      onRefusal: (refusal) => (this.#refusal = refusal),
    });
  }

  get role(): Role | undefined {
    return this.grant?.role;
  }

  get readOnly(): boolean {
    return this.grant === undefined || !mayEdit(this.grant.role) || this.hasEnded;
  }

  /** No way back without a new grant. */
  get hasEnded(): boolean {
    return this.connection === "denied" || this.connection === "revoked" || this.connection === "not-found";
  }

  /** Why the server does not take what was written here; undefined once it has. */
  get refusal(): ChangeRefusal | undefined {
    return this.saveState.kind === "saved" ? undefined : this.#refusal;
  }

  get saveState(): SaveState {
    return this.#save.state;
  }

  get people(): readonly Person[] {
    return this.room.people;
  }

  get runningJobs(): ReadonlyMap<string, RunningJob> {
    return this.room.runningJobs;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  undo(): void {
    if (!this.readOnly) this.history.manager.undo();
  }

  redo(): void {
    if (!this.readOnly) this.history.manager.redo();
  }

  select(ids: readonly string[]): void {
    const known = ids.filter((id) => this.model.views.has(id));
    if (known.length === this.selection.length && known.every((id, i) => id === this.selection[i])) return;
    this.selection = known;
    for (const id of known) {
      const view = this.model.views.get(id);
      if (view?.newTake !== undefined) view.newTake = undefined;
    }
    this.presence.setSelection(known);
  }

  /** Tells colleagues that we type in a field of a node; `null` when we have left it. */
  setTyping(nodeId: string, field: string | null): void {
    this.presence.set({ typing: field === null ? null : { nodeId, field } });
  }

  /** Batches tell what waits, what failed and what runs. Replaces all former marks. */
  markNodes(jobs: NodeJobs): void {
    this.functionTitles = jobs.titles;
    this.#marks.setMarks(jobs);
  }

  /** Selects a node and moves the camera to it. */
  flyTo(nodeId: string): void {
    this.select([nodeId]);
    this.#camera?.(nodeId);
  }

  /** The canvas view lends its camera while it is mounted. */
  useCamera(camera: ((nodeId: string) => void) | undefined): void {
    this.#camera = camera;
  }

  tryToConnectNow(): void {
    this.#connection.tryNow();
  }

  destroy(): void {
    this.#connection.destroy();
    this.#save.destroy();
    this.presence.destroy();
    this.#marks.destroy();
    this.room.destroy();
    this.model.destroy();
    this.history.manager.destroy();
    void this.#localCopy?.close();
    this.doc.destroy();
  }

  readonly #onUpdate = (_update: Uint8Array, origin: unknown): void => {
    if (origin !== this.#connection.origin && origin !== this.#localCopy?.origin) this.#save.countChange();
    else this.loaded = true;
  };

  async #onGrant(grant: CanvasGrant): Promise<void> {
    const first = this.grant === undefined;
    this.grant = grant;
    const writes = mayEdit(grant.role);
    this.#save.setReadOnly(!writes);
    const { id, name, kind, colorIndex } = grant.actor;
    this.presence.set({ user: { id, name, kind, colorIndex } });
    if (first && writes) {
      this.#localCopy = await openLocalCopy(
        id,
        this.canvasId,
        this.doc,
        (origin) => origin === this.#connection.origin,
      );
      this.#save.setKeptOnDevice(this.#localCopy.works);
      this.model.flush();
    }
    if (!writes) this.#removeLocalCopy();
  }

  #onState(state: ConnectionState): void {
    this.connection = state;
    this.#save.setConnection(state === "connected");
    this.room.setConnected(state === "connected");
    if (state === "connected") {
      this.loaded = true;
      this.offlineSinceMs = undefined;
      this.model.flush();
    } else if (state === "offline") {
      this.offlineSinceMs ??= Date.now();
    }
    if (state === "revoked" || state === "not-found") this.#removeLocalCopy();
  }

  #removeLocalCopy(): void {
    const copy = this.#localCopy;
    this.#localCopy = undefined;
    if (!copy) return;
    this.#save.setKeptOnDevice(false);
    void copy.remove();
  }

  #dropGoneFromSelection(): void {
    if (this.selection.some((id) => !this.model.views.has(id))) this.select(this.selection);
  }
}

export const createCanvasSession = (options: CanvasSessionOptions): CanvasSession =>
  new CanvasSession(options);

export const [getCanvasSession, setCanvasSession] = createContext<CanvasSession>();
