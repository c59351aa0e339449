import { mayEdit } from "@backlot/shared/protocol/roles";
import type { ApiRefusal } from "#lib/rest/call-api.ts";
import {
  listCanvases,
  listProjects,
  listWorkspaces,
  type CanvasCard,
  type Project,
  type Workspace,
} from "./productions.ts";

const REMEMBERED_WORKSPACE = "workspace";

/** What the dashboard shows: one workspace, its projects, their canvases. Changes are made at the server, then here. */
export const createHome = () => {
  let phase = $state<"loading" | "ready" | "failed">("loading");
  let refusal = $state.raw<ApiRefusal | undefined>();
  let workspaces = $state.raw<readonly Workspace[]>([]);
  let workspaceId = $state<string | undefined>();
  let projects = $state.raw<readonly Project[]>([]);
  let canvases = $state.raw<readonly CanvasCard[]>([]);

  const workspace = $derived(workspaces.find((candidate) => candidate.id === workspaceId));

  const fail = (reason: ApiRefusal): void => {
    refusal = reason;
    phase = "failed";
  };

  const load = async (): Promise<void> => {
    phase = "loading";
    const found = await listWorkspaces();
    if (!found.ok) return fail(found.refusal);
    workspaces = found.value;
    const remembered = localStorage.getItem(REMEMBERED_WORKSPACE);
    const first = found.value.find(({ id }) => id === remembered) ?? found.value[0];
    workspaceId = first?.id;
    if (first) await loadProjects(first.id);
    else phase = "ready";
  };

  const loadProjects = async (ofWorkspace: string): Promise<void> => {
    const [foundProjects, foundCanvases] = await Promise.all([listProjects(ofWorkspace), listCanvases()]);
    // An answer for a workspace that is no longer shown would put its projects under the wrong name.
    if (workspaceId !== ofWorkspace) return;
    if (!foundProjects.ok) return fail(foundProjects.refusal);
    if (!foundCanvases.ok) return fail(foundCanvases.refusal);
    projects = foundProjects.value;
    canvases = foundCanvases.value;
    phase = "ready";
  };

  return {
    get phase() {
      return phase;
    },
    get refusal() {
      return refusal;
    },
    get workspaces() {
      return workspaces;
    },
    get workspace() {
      return workspace;
    },
    get projects() {
      return projects;
    },
    /** Viewers see everything and change nothing. */
    get mayEdit() {
      return workspace !== undefined && mayEdit(workspace.role);
    },
    canvasesOf: (projectId: string): readonly CanvasCard[] =>
      canvases.filter((canvas) => canvas.projectId === projectId),
    load,
    async openWorkspace(id: string): Promise<void> {
      workspaceId = id;
      localStorage.setItem(REMEMBERED_WORKSPACE, id);
      projects = [];
      phase = "loading";
      await loadProjects(id);
    },
    addWorkspace(added: Workspace): void {
      workspaces = [added, ...workspaces];
    },
    addProject(added: Project): void {
      projects = [added, ...projects];
    },
    replaceProject(changed: Project): void {
      projects = projects.map((project) => (project.id === changed.id ? changed : project));
    },
    dropProject(id: string): void {
      projects = projects.filter((project) => project.id !== id);
    },
    replaceCanvas(changed: CanvasCard): void {
      canvases = canvases.map((canvas) => (canvas.id === changed.id ? changed : canvas));
    },
    dropCanvas(id: string): void {
      canvases = canvases.filter((canvas) => canvas.id !== id);
    },
  };
};

export type Home = ReturnType<typeof createHome>;
