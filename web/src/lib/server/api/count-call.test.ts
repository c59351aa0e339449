import { describe, expect, it } from "vitest";
import { createRateLimits } from "../rate-limits.ts";
import type { Visitor } from "../visitor.ts";
import { countCall } from "./count-call.ts";

const stranger: Visitor = {
  person: undefined,
  key: undefined,
  sessionToken: undefined,
  guestToken: undefined,
};

describe("the limit of calls", () => {
  const allowedOf = async (
    calls: number,
    call: (index: number) => { visitor?: Visitor; clientAddress: string },
    method = "POST",
  ): Promise<number> => {
    const limits = createRateLimits();
    let allowed = 0;
    for (let index = 0; index < calls; index += 1) {
      const { visitor = stranger, clientAddress } = call(index);
      if ((await countCall(limits, visitor, { method, clientAddress })).ok) allowed += 1;
    }
    return allowed;
  };
  const guest = (index: number): Visitor => ({ ...stranger, guestToken: `token-${index}` });

  it("counts a stranger by the address, and a whole /64 of IPv6 as one", async () => {
    expect(await allowedOf(80, () => ({ clientAddress: "203.0.113.9" }))).toBe(50);
    expect(await allowedOf(80, (index) => ({ clientAddress: `2001:db8:1:2::${index.toString(16)}` }))).toBe(
      50,
    );
    expect(await allowedOf(80, (index) => ({ clientAddress: `203.0.113.${index}` }))).toBe(80);
  });

  it("gives each guest of an address a limit, and all of them together one more", async () => {
    const clientAddress = "203.0.113.9";
    expect(await allowedOf(80, () => ({ visitor: guest(1), clientAddress }))).toBe(50);
    expect(await allowedOf(100, (index) => ({ visitor: guest(index % 4), clientAddress }))).toBe(100);
    const invented = await allowedOf(1_500, (index) => ({ visitor: guest(index), clientAddress }), "GET");
    expect(invented).toBe(1_000);
  });
});
