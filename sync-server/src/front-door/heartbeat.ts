/** A beat of one peer comes once in a second; the peers are spread over it, so that no tick pings them all. */
const SLOTS = 20;
const SLOT_MS = 50;

export interface Heartbeat {
  /** Calls `beat` once a second until the returned function is called. */
  add(beat: () => void): () => void;
  stop(): void;
}

/**
 * One timer for all sockets. Time is counted in beats and not by the clock: after this process was held up, however
 * long, every peer has had one beat more and not a minute of silence.
 */
export const createHeartbeat = (): Heartbeat => {
  const slots = Array.from({ length: SLOTS }, () => new Set<() => void>());
  let current = 0;
  let nextSlot = 0;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;

  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const tick = (): void => {
    current = (current + 1) % SLOTS;
    for (const beat of slots[current] ?? []) beat();
  };

  return {
    add: (beat) => {
      const slot = slots[(nextSlot = (nextSlot + 1) % SLOTS)];
      if (!slot) throw new Error("A heartbeat has no such slot");
      slot.add(beat);
      count += 1;
      timer ??= setInterval(tick, SLOT_MS);
      return () => {
        if (!slot.delete(beat)) return;
        count -= 1;
        if (count === 0) stop();
      };
    },
    stop,
  };
};
