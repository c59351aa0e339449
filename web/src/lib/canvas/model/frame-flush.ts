/** Runs `flush` at most once per frame. Where frames stop (a hidden tab), a timer takes their place. */
export interface FrameFlush {
  request(): void;
  cancel(): void;
}

const HIDDEN_FLUSH_MS = 200;

export const createFrameFlush = (flush: () => void): FrameFlush => {
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    if (timer !== undefined) clearTimeout(timer);
    frame = undefined;
    timer = undefined;
  };
  const run = (): void => {
    cancel();
    flush();
  };
  return {
    request: () => {
      if (timer !== undefined) return;
      // Both: a frame that was asked for just before the tab was hidden never comes.
      if (typeof requestAnimationFrame === "function") frame = requestAnimationFrame(run);
      timer = setTimeout(run, HIDDEN_FLUSH_MS);
    },
    cancel,
  };
};
