import { setTimeout as wait } from "node:timers/promises";

const LAG_INTERVAL_MS = 250;

/** One number of `/metrics`. */
const readMetric = async (port: number, name: string): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`No metric ${name}`);
  return Number(value);
};

/** Of the log alone: these tests have no records of web, which the whole of readiness also asks for. */
export const readStoreState = async (port: number): Promise<string> => {
  const readiness = await (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
  return (readiness as { dependencies: { store: string } }).dependencies.store;
};

/**
 * How long the server's event loop stood still at most, in milliseconds, by its own clock: the server forgets its
 * longest delay each time it is asked, so nobody else may ask meanwhile.
 */
export const watchLag = (port: number): { stop(): Promise<number> } => {
  let longest = 0;
  let isStopping = false;
  const watching = (async () => {
    await readMetric(port, "nodejs_eventloop_lag_max_seconds");
    while (!isStopping) {
      await wait(LAG_INTERVAL_MS);
      longest = Math.max(longest, 1_000 * (await readMetric(port, "nodejs_eventloop_lag_max_seconds")));
    }
  })();
  return {
    stop: async () => {
      isStopping = true;
      await watching;
      return Math.round(longest);
    },
  };
};
