/** A browser names the page it comes from; only our own pages may open a canvas. Programs send no Origin. */
export const createOriginCheck = (parts: {
  publicOrigin: string | undefined;
  webPort: number;
}): ((origin: string | undefined) => boolean) => {
  const own = new Set(
    parts.publicOrigin === undefined
      ? ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}:${parts.webPort}`)
      : [new URL(parts.publicOrigin).origin],
  );
  return (origin) => origin === undefined || own.has(origin);
};
