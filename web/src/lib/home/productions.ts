import type { Role } from "@backlot/shared/protocol/roles";
import { callApi, type ApiAnswer } from "#lib/rest/call-api.ts";
import { listAll } from "#lib/rest/list-all.ts";

/** The calls of the dashboard: workspaces own projects, projects own canvases. Times are ISO strings. */
export interface Workspace {
  id: string;
  name: string;
  role: Role;
}

export interface Project {
  id: string;
  workspaceId: string;
  name: string;
}

export interface CanvasCard {
  id: string;
  projectId: string;
  title: string;
  updatedAt: string;
}

export const listWorkspaces = (): Promise<ApiAnswer<Workspace[]>> => listAll("workspaces");

export const listProjects = (workspaceId: string): Promise<ApiAnswer<Project[]>> =>
  listAll("projects", { workspaceId });

/** Of all the person's projects: one question instead of one per project. */
export const listCanvases = (): Promise<ApiAnswer<CanvasCard[]>> => listAll("canvases");

export const createProject = (workspaceId: string, name: string): Promise<ApiAnswer<Project>> =>
  callApi("projects", { method: "POST", body: { workspaceId, name } });

export const renameProject = (id: string, name: string): Promise<ApiAnswer<Project>> =>
  callApi(`projects/${id}`, { method: "PATCH", body: { name } });

export const deleteProject = (id: string): Promise<ApiAnswer<unknown>> =>
  callApi(`projects/${id}`, { method: "DELETE" });

export const createCanvas = (projectId: string, title: string): Promise<ApiAnswer<CanvasCard>> =>
  callApi("canvases", { method: "POST", body: { projectId, title } });

export const renameCanvas = (id: string, title: string): Promise<ApiAnswer<CanvasCard>> =>
  callApi(`canvases/${id}`, { method: "PATCH", body: { title } });

export const deleteCanvas = (id: string): Promise<ApiAnswer<unknown>> =>
  callApi(`canvases/${id}`, { method: "DELETE" });

export const createWorkspace = (name: string): Promise<ApiAnswer<Workspace>> =>
  callApi("workspaces", { method: "POST", body: { name } });
