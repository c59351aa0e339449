/** Short messages at the bottom center. A toast stays six seconds, longer while it is hovered or focused. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "bad";
  readonly action?: { label: string; run: () => void };
  /** What is said of the same thing takes the place of what was said before. */
  readonly about?: string;
}

const SHOWN_FOR_MS = 6000;
const MAX_SHOWN = 3;

const createToasts = () => {
  let shown = $state.raw<readonly Toast[]>([]);
  let nextId = 1;
  const timers = new Map<number, ReturnType<typeof setTimeout>>();

  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    shown = shown.filter((toast) => toast.id !== id);
  };

  const startTimer = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => dismiss(id), SHOWN_FOR_MS),
    );
  };

  return {
    get shown() {
      return shown;
    },
    show(text: string, options: Partial<Pick<Toast, "tone" | "action" | "about">> = {}): void {
      const id = nextId++;
      const toast: Toast = {
        id,
        text,
        tone: options.tone ?? "plain",
        ...(options.action ? { action: options.action } : {}),
        ...(options.about === undefined ? {} : { about: options.about }),
      };
      for (const former of shown.filter(({ about }) => about !== undefined && about === options.about))
        dismiss(former.id);
      for (const old of shown.slice(0, Math.max(0, shown.length - MAX_SHOWN + 1))) dismiss(old.id);
      shown = [...shown, toast];
      startTimer(id);
    },
    dismiss,
    hold(id: number): void {
      clearTimeout(timers.get(id));
    },
    release: startTimer,
  };
};

export const toasts = createToasts();
