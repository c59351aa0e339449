/** The secret stands in the fragment, which only the browser knows; there is nothing a server could render. */
export const ssr = false;
