import { callApi, type ApiAnswer } from "#lib/rest/call-api.ts";

export interface Me {
  id: string;
  email: string;
  name: string;
  colorIndex: number;
}

export const signIn = (email: string, password: string): Promise<ApiAnswer<Me>> =>
  callApi("auth/sign-in", { method: "POST", body: { email, password } });

export const signUp = (name: string, email: string, password: string): Promise<ApiAnswer<Me>> =>
  callApi("auth/sign-up", { method: "POST", body: { name, email, password } });

export const signOut = (): Promise<ApiAnswer<unknown>> => callApi("auth/sign-out", { method: "POST" });

/** The one-time link of the first start. */
export const signInByLink = (secret: string): Promise<ApiAnswer<{ canvasId?: string }>> =>
  callApi("auth/sign-in-link", { method: "POST", body: { secret } });

export const readMe = (fetch: typeof globalThis.fetch): Promise<ApiAnswer<Me>> => callApi("me", { fetch });
