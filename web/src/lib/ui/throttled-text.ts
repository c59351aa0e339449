/** Passes a text on at once, then at most once per interval, always ending with the newest. */
export const createThrottledText = (say: (text: string) => void, intervalMs: number) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said: string | undefined;
  let waiting: string | undefined;

  const pass = (text: string): void => {
    said = text;
    waiting = undefined;
    say(text);
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting !== undefined && waiting !== said) pass(waiting);
    }, intervalMs);
  };

  return {
    set(text: string): void {
      if (timer === undefined) {
        if (text !== said) pass(text);
      } else waiting = text;
    },
    stop(): void {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};
