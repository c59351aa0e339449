import { StateEffect, type Range } from "@codemirror/state";
import {
  Decoration,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type EditorView,
  type PluginValue,
  type ViewUpdate,
} from "@codemirror/view";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { PresenceState } from "@backlot/shared/presence/presence-state";

/**
 * Colleagues' carets inside one shared text. y-codemirror's own plugin keeps them in the presence field `cursor`, which
 * here is the pointer on the canvas, and writes style attributes, which the CSP refuses.
 */
export const showTextCarets = (text: Y.Text, awareness: Awareness) =>
  ViewPlugin.define((view) => new CaretPlugin(view, text, awareness), {
    decorations: (plugin) => plugin.decorations,
  });

const presenceChanged = StateEffect.define<null>();

class CaretPlugin implements PluginValue {
  decorations: DecorationSet = Decoration.none;
  readonly #text: Y.Text;
  readonly #awareness: Awareness;
  readonly #onPresence: () => void;

  constructor(view: EditorView, text: Y.Text, awareness: Awareness) {
    this.#text = text;
    this.#awareness = awareness;
    this.#onPresence = () => {
      // Presence may change while CodeMirror applies an update of its own; a dispatch inside one throws.
      queueMicrotask(() => view.dispatch({ effects: presenceChanged.of(null) }));
    };
    awareness.on("change", this.#onPresence);
    this.decorations = this.#draw();
  }

  update(update: ViewUpdate): void {
    if (update.focusChanged || update.selectionSet || update.docChanged) this.#publish(update.view);
    this.decorations = this.#draw();
  }

  destroy(): void {
    this.#awareness.off("change", this.#onPresence);
    if (this.#awareness.getLocalState()?.["textCaret"]) this.#awareness.setLocalStateField("textCaret", null);
  }

  #publish(view: EditorView): void {
    const { head } = view.state.selection.main;
    const caret: unknown = view.hasFocus
      ? Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.#text, head))
      : null;
    const before: unknown = this.#awareness.getLocalState()?.["textCaret"] ?? null;
    if (JSON.stringify(before) !== JSON.stringify(caret))
      this.#awareness.setLocalStateField("textCaret", caret);
  }

  #draw(): DecorationSet {
    const carets: Range<Decoration>[] = [];
    for (const [clientId, state] of this.#awareness.getStates() as Map<number, PresenceState>) {
      if (clientId === this.#awareness.clientID || !state.user || !state.textCaret) continue;
      const index = this.#indexOf(state.textCaret);
      if (index === undefined) continue;
      carets.push(Decoration.widget({ widget: new CaretWidget(state.user), side: 1 }).range(index));
    }
    return Decoration.set(carets, true);
  }

  /** A peer may have written anything into its presence. */
  #indexOf(caret: unknown): number | undefined {
    const { doc } = this.#text;
    if (!doc) return undefined;
    try {
      const position = Y.createRelativePositionFromJSON(caret);
      const absolute = Y.createAbsolutePositionFromRelativePosition(position, doc);
      return absolute?.type === this.#text ? absolute.index : undefined;
    } catch {
      return undefined;
    }
  }
}

class CaretWidget extends WidgetType {
  readonly #user: { name: string; colorIndex: number };

  constructor(user: { name: string; colorIndex: number }) {
    super();
    this.#user = user;
  }

  override eq(other: CaretWidget): boolean {
    return other.#user.name === this.#user.name && other.#user.colorIndex === this.#user.colorIndex;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = "text-caret";
    caret.dataset["person"] = String((this.#user.colorIndex % 12) + 1);
    const flag = document.createElement("span");
    flag.className = "text-caret-flag";
    // Who types is announced with the node; a name inside the text would be read as part of it.
    flag.ariaHidden = "true";
    flag.textContent = this.#user.name.split(/\s+/)[0] ?? "";
    caret.append(flag);
    return caret;
  }
}
