import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { addressKeyOf, clientAddressOf, openClientAddress, sealClientAddress } from "./client-address.ts";

const requestFrom = (remoteAddress: string, forwardedFor?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { "x-forwarded-for": forwardedFor } }) as unknown as IncomingMessage;

describe("the address of a client", () => {
  it.each([
    ["the connection's, whatever a header says", "10.0.0.9", "1.1.1.1", 0, "10.0.0.9"],
    ["the connection's without its IPv6 dress", "::ffff:10.0.0.9", undefined, 0, "10.0.0.9"],
    ["what the one proxy saw", "10.0.0.1", "6.6.6.6, 5.5.5.5", 1, "5.5.5.5"],
    ["what the outer of two proxies saw", "10.0.0.1", "6.6.6.6, 5.5.5.5,10.0.0.2", 2, "5.5.5.5"],
    ["the connection's when a proxy was passed by", "10.0.0.7", "5.5.5.5", 2, "10.0.0.7"],
    ["the connection's when the header is nonsense", "10.0.0.7", "1.1.1.1, unknown", 1, "10.0.0.7"],
    ["an IPv6 one", "10.0.0.1", "2001:db8::1", 1, "2001:db8::1"],
  ])("is %s", (_, remote, forwarded, proxies, expected) => {
    expect(clientAddressOf(requestFrom(remote, forwarded), proxies)).toBe(expected);
  });

  it("counts as its whole network of 64 bits when it is IPv6", () => {
    for (const address of ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::", "2001:0db8:0001:0002:3:4:5:6"])
      expect(addressKeyOf(address)).toBe("2001:db8:1:2::/64");
    expect(addressKeyOf("2001:db8::1")).toBe("2001:db8:0:0::/64");
    expect(addressKeyOf("::1")).toBe("0:0:0:0::/64");
    expect(addressKeyOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
    expect(addressKeyOf("64:ff9b::10.0.0.1")).toBe("64:ff9b:0:0::/64");
    expect(addressKeyOf("10.0.0.9")).toBe("10.0.0.9");
  });

  it("is believed when it was sealed with the secret, and only so", () => {
    const sealed = sealClientAddress("5.5.5.5", "secret");
    expect(openClientAddress(sealed, "secret")).toBe("5.5.5.5");
    for (const forged of [sealed.replace("5.5.5.5", "5.5.5.6"), "5.5.5.5", "5.5.5.5 x", "", `${sealed}A`])
      expect(openClientAddress(forged, "secret")).toBeUndefined();
    expect(openClientAddress(sealed, "another")).toBeUndefined();
  });
});
