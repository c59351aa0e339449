import { createClient } from "redis";

/** What Redis itself has counted since its start: the same measure for whoever publishes. */
export interface RedisUsage {
  publishes: number;
  /** Into Redis and out of it, all connections. */
  bytes: number;
  cpuSeconds: number;
}

export const watchRedis = async (path: string) => {
  const client = createClient({ socket: { path, tls: false } });
  client.on("error", () => undefined);
  await client.connect();
  const read = async (section: string): Promise<(field: string) => number> => {
    const text = await client.info(section);
    return (field) => Number(new RegExp(`${field}[:=]([0-9.]+)`).exec(text)?.[1] ?? 0);
  };
  return {
    usage: async (): Promise<RedisUsage> => {
      const [commands, stats, cpu] = [await read("commandstats"), await read("stats"), await read("cpu")];
      return {
        publishes: commands("cmdstat_publish:calls"),
        bytes: stats("total_net_input_bytes") + stats("total_net_output_bytes"),
        cpuSeconds: cpu("used_cpu_user") + cpu("used_cpu_sys"),
      };
    },
    close: () => client.destroy(),
  };
};
