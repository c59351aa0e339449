import { BlockList, isIPv4, isIPv6 } from "node:net";

/**
 * Whether an address belongs to the public internet, after the IANA special-purpose registries. For IPv6 only global
 * unicast (2000::/3) counts, so that mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96), local and multicast addresses need no
 * line of their own; what tunnels to IPv4 inside it is refused as well.
 */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return !specialIpv4.check(address, "ipv4");
  return isIPv6(address) && globalIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
};

const listOf = (family: "ipv4" | "ipv6", ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = "", prefix] = range.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
};

const specialIpv4 = listOf("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  // Multicast, reserved and broadcast.
  "224.0.0.0/3",
  // A public number that reaches the host below a machine in Azure.
  "168.63.129.16/32",
]);

const globalIpv6 = listOf("ipv6", ["2000::/3"]);

const specialIpv6 = listOf("ipv6", [
  // Teredo, ORCHID, benchmarks.
  "2001::/23",
  "2001:db8::/32",
  // 6to4
  "2002::/16",
  "3fff::/20",
]);
