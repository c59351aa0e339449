import type { PresenceState, PresenceUser } from "@backlot/shared/presence/presence-state";

/** One colleague's open canvas, as presence tells it. The fields change many times a second, the object stays. */
export class Person {
  readonly clientId: number;
  readonly id: string;
  readonly name: string;
  readonly kind: PresenceUser["kind"];
  /** 0–11 into the person colors. */
  readonly colorIndex: number;
  cursor: { x: number; y: number } | null = $state.raw(null);
  selection: { ids: readonly string[]; count: number } = $state.raw({ ids: [], count: 0 });
  typing: { nodeId: string; field: string } | null = $state.raw(null);
  drag: { ids: readonly string[]; dx: number; dy: number } | null = $state.raw(null);
  viewport: { x: number; y: number; zoom: number } | undefined = $state.raw();

  constructor(clientId: number, user: PresenceUser) {
    this.clientId = clientId;
    this.id = user.id;
    this.name = user.name;
    this.kind = user.kind;
    this.colorIndex = user.colorIndex;
  }

  get firstName(): string {
    return this.name.trim().split(/\s+/)[0] ?? this.name;
  }

  /** True when what the canvas draws on nodes changed: selection, typing or drag. */
  update(state: PresenceState): boolean {
    this.cursor = state.cursor ?? null;
    this.viewport = state.viewport;
    const selection = state.selection ?? { ids: [], count: 0 };
    const typing = state.typing ?? null;
    const drag = state.drag ?? null;
    const changed = !same(selection, this.selection) || !same(typing, this.typing) || !same(drag, this.drag);
    if (!changed) return false;
    this.selection = selection;
    this.typing = typing;
    this.drag = drag;
    return true;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
