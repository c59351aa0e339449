const TURN_MS = 1;

interface Task {
  dueAt: number;
  readonly intervalMs: number;
  readonly run: () => void;
}

/** Runs each task at its rate, the first time at a random moment of its interval; one timer for all of them. */
export const keepSending = (): { add(intervalMs: number, run: () => void): void; stop(): void } => {
  const tasks: Task[] = [];
  let timer: NodeJS.Timeout | undefined;
  const turn = (): void => {
    const now = performance.now();
    for (const task of tasks) {
      if (task.dueAt > now) continue;
      task.run();
      // From when it was due, so that a late turn lowers no rate.
      task.dueAt += task.intervalMs;
    }
    timer = setTimeout(turn, TURN_MS);
  };
  turn();
  return {
    add: (intervalMs, run) => {
      tasks.push({ dueAt: performance.now() + Math.random() * intervalMs, intervalMs, run });
    },
    stop: () => clearTimeout(timer),
  };
};
