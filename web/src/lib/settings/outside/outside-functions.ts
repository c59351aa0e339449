import { callApi, type ApiAnswer } from "#lib/rest/call-api.ts";
import { listAll } from "#lib/rest/list-all.ts";
import type { Role } from "@backlot/shared/protocol/roles";

export const PROVIDERS = ["http", "openai-images", "comfyui"] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What the service says it is. */
export interface DescribedFunction {
  title: string;
  description: string;
  provider: Provider;
  target: "node" | "canvas";
  produces: "take" | "edit" | "files";
  nodeTypes: readonly string[];
}

export interface OutsideFunction extends DescribedFunction {
  id: string;
  version: number;
  config: Readonly<Record<string, unknown>>;
  hasSecret: boolean;
  fallsBack: boolean;
}

export interface OutsideFunctionRequest {
  title?: string;
  config: Record<string, unknown>;
  secret?: string;
  fallsBack: boolean;
}

export interface Workspace {
  id: string;
  name: string;
  role: Role;
}

export const listWorkspaces = (): Promise<ApiAnswer<Workspace[]>> => listAll("workspaces");

export const listOutsideFunctions = (workspaceId: string): Promise<ApiAnswer<OutsideFunction[]>> =>
  listAll(`workspaces/${workspaceId}/outside-functions`);

export const checkOutsideFunction = (
  workspaceId: string,
  { config, secret }: Pick<OutsideFunctionRequest, "config" | "secret">,
): Promise<ApiAnswer<DescribedFunction & { remarks: string[] }>> =>
  callApi(`workspaces/${workspaceId}/outside-functions/check`, { method: "POST", body: { config, secret } });

export const addOutsideFunction = (
  workspaceId: string,
  body: OutsideFunctionRequest,
): Promise<ApiAnswer<OutsideFunction>> =>
  callApi(`workspaces/${workspaceId}/outside-functions`, { method: "POST", body });

export const changeOutsideFunction = (
  id: string,
  body: Partial<OutsideFunctionRequest>,
): Promise<ApiAnswer<OutsideFunction>> => callApi(`outside-functions/${id}`, { method: "PATCH", body });

export const removeOutsideFunction = (id: string): Promise<ApiAnswer<unknown>> =>
  callApi(`outside-functions/${id}`, { method: "DELETE" });
