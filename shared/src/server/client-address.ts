import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP, isIPv4 } from "node:net";

/** With it web tells the sync-server, for a WebSocket that it hands on, whose it is. */
export const CLIENT_ADDRESS_HEADER = "x-backlot-client";

/**
 * Who a request comes from. `X-Forwarded-For` is anybody's to write; only as many entries from its right end as there
 * are proxies of the operator's own were written by those.
 */
export const clientAddressOf = (request: IncomingMessage, trustedProxies: number): string => {
  const direct = plainAddress(request.socket.remoteAddress ?? "");
  if (trustedProxies === 0) return direct;
  const header = request.headers["x-forwarded-for"];
  const hops = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  const claimed = plainAddress(hops.at(-trustedProxies)?.trim() ?? "");
  return isIP(claimed) === 0 ? direct : claimed;
};

/** What limits count by: one household has a whole /64 of IPv6 to draw addresses from. */
export const addressKeyOf = (address: string): string => {
  if (isIPv4(address) || isIP(address) === 0) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::", 2) ?? [];
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const last = tail === "" ? [] : tail.split(":");
    // An embedded IPv4 address stands for two groups.
    const width = last.length + (last.at(-1)?.includes(".") ? 1 : 0);
    groups.push(...new Array<string>(Math.max(0, 8 - groups.length - width)).fill("0"), ...last);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":")}::/64`;
};

export const sealClientAddress = (address: string, secret: string): string =>
  `${address} ${sealOf(address, secret).toString("base64url")}`;

/** `undefined` = not sealed by one who knows the secret. */
export const openClientAddress = (header: string, secret: string): string | undefined => {
  const [address = "", seal = ""] = header.split(" ", 2);
  const given = Buffer.from(seal, "base64url");
  const expected = sealOf(address, secret);
  return given.length === expected.length && timingSafeEqual(given, expected) ? address : undefined;
};

const sealOf = (address: string, secret: string): Buffer =>
  createHmac("sha256", secret).update(`client-address ${address}`).digest();

const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;
