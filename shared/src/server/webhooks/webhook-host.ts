/** The host that an address leads to, without the port: one server has many ports. "" for what is no address. */
export const webhookHostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : "");
