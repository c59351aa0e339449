import { error, redirect } from "@sveltejs/kit";
import { signInPageFor } from "#lib/account/next-page.ts";
import { readMe } from "#lib/account/session.ts";
import type { PageLoad } from "./$types";

export const load: PageLoad = async ({ fetch, url }) => {
  const me = await readMe(fetch);
  if (me.ok) return { me: me.value };
  if (me.refusal.code === "not-signed-in") redirect(303, signInPageFor(url.pathname));
  error(me.refusal.status || 503, me.refusal.message);
};
