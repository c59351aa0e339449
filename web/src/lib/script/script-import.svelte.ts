import type { RevisionDiff } from "@backlot/shared/screenplay/revision/describe-revision";
import { callApi } from "#lib/rest/call-api.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import { resultInWords } from "./revision-words.ts";
import { checkScreenplayFile, type CheckedScreenplay } from "./screenplay-file.ts";

/** A draft that waits for a person's decision. */
export interface WaitingDraft {
  readonly fileName: string;
  readonly diff: RevisionDiff;
}

type Screenplay = Extract<CheckedScreenplay, { ok: true }>;

interface Imported {
  batchId: string;
  /** Absent when the breakdown still runs. */
  counts?: Readonly<Record<string, number>>;
}

/**
 * Brings a screenplay onto a canvas: at once when the canvas has no scenes, else after a person has seen what the draft
 * changes. What it yields appears on the canvas by itself, for everyone.
 */
export class ScriptImport {
  busy = $state(false);
  draft: WaitingDraft | undefined = $state.raw();
  readonly #canvasId: string;
  readonly #hasScenes: () => boolean;
  #file: Screenplay | undefined;

  constructor(canvasId: string, hasScenes: () => boolean) {
    this.#canvasId = canvasId;
    this.#hasScenes = hasScenes;
  }

  async take(file: File): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const checked = await checkScreenplayFile(file);
      if (!checked.ok) toasts.show(checked.message, { tone: "bad" });
      else if (this.#hasScenes()) await this.#preview(checked, file.name);
      else await this.#send(checked, "");
    } finally {
      this.busy = false;
    }
  }

  async apply(omitted: "keep" | "remove"): Promise<void> {
    if (!this.#file || this.busy) return;
    this.busy = true;
    const sent = await this.#send(this.#file, `&mode=revise&omitted=${omitted}`);
    this.busy = false;
    if (sent) this.cancel();
  }

  cancel(): void {
    this.#file = undefined;
    this.draft = undefined;
  }

  async #preview(screenplay: Screenplay, fileName: string): Promise<void> {
    const answer = await callApi<RevisionDiff & { hasScenes: boolean }>(
      this.#path("import/preview", screenplay),
      { method: "POST", file: screenplay.body },
    );
    if (!answer.ok) return void toasts.show(`“${fileName}”: ${answer.refusal.message}`, { tone: "bad" });
    // A colleague may have cleared the canvas meanwhile.
    if (!answer.value.hasScenes) return void (await this.#send(screenplay, ""));
    this.#file = screenplay;
    this.draft = { fileName, diff: answer.value };
  }

  async #send(screenplay: Screenplay, options: string): Promise<boolean> {
    const answer = await callApi<Imported>(`${this.#path("import", screenplay)}${options}`, {
      method: "POST",
      file: screenplay.body,
    });
    toasts.show(
      answer.ok ? resultInWords(answer.value.counts) : answer.refusal.message,
      answer.ok ? {} : { tone: "bad" },
    );
    return answer.ok;
  }

  #path(call: string, { format }: Screenplay): string {
    return `canvases/${encodeURIComponent(this.#canvasId)}/${call}?format=${format}`;
  }
}
