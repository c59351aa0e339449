/** Loaded in front of the server by `perf/memory.ts`: SIGUSR2 collects the garbage, so that what is left is what is held. */
const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error("Start Node with --expose-gc");
process.on("SIGUSR2", () => collect());
