import { toasts } from "#lib/ui/toasts.svelte.ts";
import type { ApiAnswer } from "#lib/rest/call-api.ts";
import type { Home } from "./home.svelte.ts";
import { importScreenplay } from "./import-screenplay.ts";
import {
  createCanvas,
  createProject,
  createWorkspace,
  deleteCanvas,
  deleteProject,
  renameCanvas,
  renameProject,
  type CanvasCard,
  type Project,
} from "./productions.ts";

/** A dialog that asks for a name, or for a yes. `undefined` from its act closes it; words keep it open and say why. */
export interface NameQuestion {
  title: string;
  label: string;
  action: string;
  value: string;
  act: (name: string) => Promise<string | undefined>;
}

export interface DeleteQuestion {
  title: string;
  text: string;
  action: string;
  typedName?: string;
  act: () => Promise<string | undefined>;
}

/** What a person can do on the dashboard. `open` leaves for a canvas. */
export const createHomeActs = (home: Home, open: (canvasId: string) => Promise<void>) => {
  let naming = $state.raw<NameQuestion | undefined>();
  let deleting = $state.raw<DeleteQuestion | undefined>();
  let importingInto = $state<string | undefined>();

  return {
    get naming() {
      return naming;
    },
    get deleting() {
      return deleting;
    },
    /** The project into which a screenplay is being read. */
    get importingInto() {
      return importingInto;
    },
    closeQuestions(): void {
      naming = undefined;
      deleting = undefined;
    },

    async newCanvas(projectId: string): Promise<void> {
      const answer = await createCanvas(projectId, "Untitled canvas");
      if (answer.ok) await open(answer.value.id);
      else toasts.show(`The canvas was not made. ${answer.refusal.message}`, { tone: "bad" });
    },

    async importInto(projectId: string, file: File): Promise<void> {
      if (importingInto !== undefined) return;
      importingInto = projectId;
      const outcome = await importScreenplay(projectId, file);
      importingInto = undefined;
      if (outcome.ok) await open(outcome.canvasId);
      else toasts.show(outcome.message, { tone: "bad" });
    },

    askNewProject(): void {
      const workspaceId = home.workspace?.id;
      if (workspaceId === undefined) return;
      naming = {
        title: "New project",
        label: "Name of the production",
        action: "Create project",
        value: "",
        act: async (name) => wordsOf(await createProject(workspaceId, name), home.addProject),
      };
    },
    askNewWorkspace(): void {
      naming = {
        title: "New workspace",
        label: "Name of the company or team",
        action: "Create workspace",
        value: "",
        act: async (name) =>
          wordsOf(await createWorkspace(name), (workspace) => {
            home.addWorkspace(workspace);
            void home.openWorkspace(workspace.id);
          }),
      };
    },
    askRenameProject(project: Project): void {
      naming = {
        title: "Rename project",
        label: "Name of the production",
        action: "Rename",
        value: project.name,
        act: async (name) => wordsOf(await renameProject(project.id, name), home.replaceProject),
      };
    },
    askRenameCanvas(canvas: CanvasCard): void {
      naming = {
        title: "Rename canvas",
        label: "Title",
        action: "Rename",
        value: canvas.title,
        act: async (title) => wordsOf(await renameCanvas(canvas.id, title), home.replaceCanvas),
      };
    },

    askDeleteCanvas(canvas: CanvasCard): void {
      deleting = {
        title: `Delete “${canvas.title}”?`,
        text: "It goes for everybody, with its takes and review links. This cannot be undone.",
        action: "Delete canvas",
        act: async () => wordsOf(await deleteCanvas(canvas.id), () => home.dropCanvas(canvas.id)),
      };
    },
    askDeleteProject(project: Project, canvasCount: number): void {
      const what = canvasCount === 1 ? "its canvas goes" : `its ${canvasCount} canvases go`;
      deleting = {
        title: `Delete “${project.name}”?`,
        text: `${canvasCount === 0 ? "The project goes" : `The project and ${what}`} for everybody. This cannot be undone.`,
        action: "Delete project",
        typedName: project.name,
        act: async () => wordsOf(await deleteProject(project.id), () => home.dropProject(project.id)),
      };
    },
  };
};

export type HomeActs = ReturnType<typeof createHomeActs>;

const wordsOf = <T>(answer: ApiAnswer<T>, done: (value: T) => void): string | undefined => {
  if (!answer.ok) return Object.values(answer.refusal.fields)[0] ?? answer.refusal.message;
  done(answer.value);
  return undefined;
};
