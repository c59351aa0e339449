/** Where to go after signing in: the page that asked for it, only if it is one of ours. */
export const nextPageOf = (url: { searchParams: Pick<URLSearchParams, "get"> }): string => {
  const next = url.searchParams.get("next");
  // "//host" and "/\host" leave this site.
  return next !== null && /^\/(?![/\\])/.test(next) ? next : "/";
};

export const signInPageFor = (path: string): string =>
  path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
