/** The canvas lives in the browser: rendered on the server it would carry style attributes, which the CSP forbids. */
export const ssr = false;
