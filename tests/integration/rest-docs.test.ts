import { describe, expect, it } from "vitest";
import { newWebhookSecret, signWebhook } from "@backlot/shared/server/webhooks/sign-webhook";
import { newKey } from "../../web/src/lib/server/api-keys/key-format.ts";
import { findRoute } from "../../web/src/lib/server/api/find-route.ts";
import { routeTable } from "../../web/src/lib/server/api/route-table.ts";
import { readText } from "../architecture/source-tree.ts";

const page = readText("docs/api.md");

interface Example {
  isFromBacklot: (headers: Record<string, string>, body: string, secret: string) => boolean;
}

describe("the page for scripts", () => {
  it("names calls that are there", () => {
    const named = [...page.matchAll(/`(GET|POST|PATCH) ([a-z-]+[a-z/:-]*)/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, method = "", path = ""] of named) {
      const found = findRoute(routeTable, method, `/api/v1/${path}`);
      expect([`${method} ${path}`, found.ok]).toEqual([`${method} ${path}`, true]);
    }
  });

  it("has an example that tells a webhook of ours from others", async () => {
    const [, source = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
    const module = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as Example;
    const secret = newWebhookSecret();
    const body = '{"type":"batch.ended"}';
    const headers = signWebhook(secret, { id: "msg", sentAtMs: Date.now(), body });
    expect(module.isFromBacklot(headers, body, secret)).toBe(true);
    expect(module.isFromBacklot(headers, `${body} `, secret)).toBe(false);
    expect(module.isFromBacklot(headers, body, newWebhookSecret())).toBe(false);
    const old = signWebhook(secret, { id: "msg", sentAtMs: Date.now() - 600_000, body });
    expect(module.isFromBacklot(old, body, secret)).toBe(false);
  });

  it("gives scanners a pattern that fits our keys", () => {
    const [, pattern = ""] = /Keys match `([^`]+)`/.exec(page) ?? [];
    expect(newKey().key).toMatch(new RegExp(`^${pattern}$`));
  });
});
