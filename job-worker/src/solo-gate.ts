/**
 * Many runs at once, or one by itself: a job that was running at two deaths of a worker runs alone from then on, so that
 * it and no bystander answers for the next.
 */
export interface SoloGate {
  /** Resolves when the run may start; call the answer when it has ended. */
  enter(alone: boolean): Promise<() => void>;
}

export const createSoloGate = (): SoloGate => {
  let inside = 0;
  let soloInside = false;
  /** In order of arrival: whoever waits for an empty house is not overtaken for ever. */
  const waiting: { alone: boolean; start: () => void }[] = [];

  const admit = (): void => {
    for (;;) {
      const [next] = waiting;
      if (!next || soloInside || (next.alone && inside > 0)) return;
      waiting.shift();
      inside += 1;
      soloInside = next.alone;
      next.start();
    }
  };

  return {
    async enter(alone) {
      await new Promise<void>((start) => {
        waiting.push({ alone, start });
        admit();
      });
      return () => {
        inside -= 1;
        if (alone) soloInside = false;
        admit();
      };
    },
  };
};
