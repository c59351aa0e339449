/** bee-queue's own script cache: it fills it once per process, so a restarted Redis knows no script of ours. */
declare module "bee-queue/lib/lua/index.js" {
  const lua: { buildCache(client: unknown): Promise<unknown> };
  export default lua;
}
