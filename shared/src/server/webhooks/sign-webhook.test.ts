import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isWebhookSecret, newWebhookSecret, signWebhook } from "./sign-webhook.ts";

describe("a webhook's signature", () => {
  it("is what a receiver computes from the headers and the body", () => {
    const secret = newWebhookSecret();
    const body = '{"type":"batch.ended"}';
    const headers = signWebhook(secret, { id: "msg", sentAtMs: 1_700_000_000_900, body });
    expect(headers).toMatchObject({ "webhook-id": "msg", "webhook-timestamp": "1700000000" });
    const expected = createHmac("sha256", Buffer.from(secret.replace("whsec_", ""), "base64"))
      .update(`msg.1700000000.${body}`)
      .digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  it("agrees with the example that the scheme's specification computes", () => {
    const headers = signWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      sentAtMs: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    });
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("takes secrets of 24 to 64 bytes with their prefix", () => {
    const secretOf = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;
    expect([newWebhookSecret(), secretOf(24), secretOf(64)].every(isWebhookSecret)).toBe(true);
    const wrong = [
      secretOf(23),
      secretOf(65),
      secretOf(32).slice(6),
      "whsec_",
      "whsec_not base64 at all!!!!!!!!!!!!!",
    ];
    expect(wrong.filter(isWebhookSecret)).toEqual([]);
  });
});
