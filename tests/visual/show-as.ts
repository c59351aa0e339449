import type { Page } from "@playwright/test";
import type { RestClient } from "../support/rest-client.ts";

/** The page of someone who signed up over REST. */
export const showAs = async (page: Page, client: RestClient, productUrl: string): Promise<void> => {
  const cookies = client.cookieHeader().split("; ");
  await page.context().addCookies(
    cookies.map((pair) => ({
      name: pair.slice(0, pair.indexOf("=")),
      value: pair.slice(pair.indexOf("=") + 1),
      url: productUrl,
    })),
  );
};
