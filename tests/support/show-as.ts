import type { BrowserContext } from "@playwright/test";
import type { RestClient } from "./rest-client.ts";

/** From now on the browser is that of someone who signed up over REST. */
export const showAs = (context: BrowserContext, client: RestClient): Promise<void> =>
  context.addCookies(
    client
      .cookieHeader()
      .split("; ")
      .map((pair) => {
        const at = pair.indexOf("=");
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url: client.url };
      }),
  );
