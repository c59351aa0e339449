import { callApi, type ApiAnswer } from "#lib/rest/call-api.ts";
import { listAll } from "#lib/rest/list-all.ts";

/** What a link can give in this version; commenting comes with comments. */
export const SHARE_CHOICES = [
  { value: "viewer", label: "Can view" },
  { value: "editor", label: "Can edit" },
] as const;

export interface ShareLink {
  id: string;
  role: string;
  createdAt: string;
}

export const listShareLinks = (canvasId: string): Promise<ApiAnswer<ShareLink[]>> =>
  listAll(`canvases/${canvasId}/share-links`);

/** The address is told once: the server keeps only a hash of its secret. */
export const createShareLink = (
  canvasId: string,
  role: string,
): Promise<ApiAnswer<ShareLink & { url: string }>> =>
  callApi(`canvases/${canvasId}/share-links`, { method: "POST", body: { role } });

export const revokeShareLink = (id: string): Promise<ApiAnswer<unknown>> =>
  callApi(`share-links/${id}`, { method: "DELETE" });

export const roleWords = (role: string): string =>
  role === "editor" || role === "owner" ? "Can edit" : role === "commenter" ? "Can comment" : "Can view";
