import { lookup as lookUpName } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { OutsideRefused } from "./outside-refused.ts";
import { isPublicAddress } from "./public-address.ts";

export interface Address {
  address: string;
  family: number;
}

export type ResolveName = (hostname: string) => Promise<Address[]>;

interface TargetRules {
  /** `host` or `host:port` in lower case: may be private and on any, or that, port. */
  allowedHosts: readonly string[];
  resolve: ResolveName;
}

export const resolveName: ResolveName = (hostname) => lookUpName(hostname, { all: true, verbatim: true });

export interface CheckedTarget {
  url: URL;
  /** Answers the addresses that were checked, whatever the name says by the time of connecting. */
  lookup: LookupFunction;
}

/** Refuses a URL that leads anywhere but to a public server or to one the operator has allowed. */
export const checkTarget = async (
  text: string,
  schemes: readonly string[],
  { allowedHosts, resolve }: TargetRules,
): Promise<CheckedTarget> => {
  const url = parseUrl(text, schemes);
  const port = url.port || DEFAULT_PORTS[url.protocol];
  const host = url.hostname.toLowerCase();
  const isAllowed = allowedHosts.includes(host) || allowedHosts.includes(`${host}:${port}`);
  if (!isAllowed && port !== "80" && port !== "443")
    throw new OutsideRefused("forbidden-port", `Port ${port} is not 80 or 443`);
  const addresses = await findAddresses(host, resolve);
  if (!isAllowed) {
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused) throw new OutsideRefused("private-address", `${host} leads to ${refused.address}`);
  }
  return { url, lookup: answerWith(addresses) };
};

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  "http:": "80",
  "https:": "443",
  "ws:": "80",
  "wss:": "443",
};

const parseUrl = (text: string, schemes: readonly string[]): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol)) throw new OutsideRefused("bad-url", "Not a URL of this kind");
  if (url.username || url.password)
    throw new OutsideRefused("bad-url", "A URL with a name or password in it");
  return url;
};

const findAddresses = async (host: string, resolve: ResolveName): Promise<Address[]> => {
  const literal = host.startsWith("[") ? host.slice(1, -1) : host;
  const family = isIP(literal);
  if (family !== 0) return [{ address: literal, family }];
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    throw new OutsideRefused("unreachable", `${host} has no address`, { cause: error });
  }
  throw new OutsideRefused("unreachable", `${host} has no address`);
};

const answerWith =
  (addresses: readonly Address[]): LookupFunction =>
  (_hostname, options, done) => {
    const wanted = addresses.filter(({ family }) => !options.family || options.family === family);
    const [first] = wanted;
    // Never within the call: sockets expect the answer later.
    process.nextTick(() => {
      if (!first) done(new Error("No address of this family"), "", 0);
      else if (options.all) done(null, [...wanted]);
      else done(null, first.address, first.family);
    });
  };
