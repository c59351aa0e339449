/** `Set-Cookie` values: HttpOnly, SameSite=Lax, the whole site; Secure wherever the address is https. */
export const setCookie = (cookie: {
  name: string;
  value: string;
  overHttps: boolean;
  maxAgeSeconds: number;
}): string =>
  `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${cookie.maxAgeSeconds}` +
  (cookie.overHttps ? "; Secure" : "");

export const clearCookie = (name: string, overHttps: boolean): string =>
  setCookie({ name, value: "", overHttps, maxAgeSeconds: 0 });

export const readCookie = (header: string | null, name: string): string | undefined => {
  for (const pair of (header ?? "").split(";")) {
    const separator = pair.indexOf("=");
    if (separator > 0 && pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return undefined;
};
