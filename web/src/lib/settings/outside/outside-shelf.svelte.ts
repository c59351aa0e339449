import type { ApiAnswer } from "#lib/rest/call-api.ts";
import {
  addOutsideFunction,
  changeOutsideFunction,
  listOutsideFunctions,
  listWorkspaces,
  removeOutsideFunction,
  type OutsideFunction,
  type OutsideFunctionRequest,
  type Workspace,
} from "./outside-functions.ts";

/** The outside functions of one of the workspaces that a person owns. */
export const createOutsideShelf = () => {
  let workspaces = $state.raw<readonly Workspace[] | undefined>();
  let chosen = $state<string | undefined>();
  let functions = $state.raw<readonly OutsideFunction[] | undefined>();
  let problem = $state<string | undefined>();

  const read = async (): Promise<void> => {
    problem = undefined;
    functions = undefined;
    const workspaceId = chosen;
    if (workspaceId === undefined) return;
    const answer = await listOutsideFunctions(workspaceId);
    if (workspaceId !== chosen) return;
    if (answer.ok) functions = answer.value;
    else problem = answer.refusal.message;
  };

  const keep = (answer: ApiAnswer<OutsideFunction>): ApiAnswer<OutsideFunction> => {
    if (!answer.ok) return answer;
    const { value } = answer;
    const isKnown = functions?.some(({ id }) => id === value.id);
    functions = isKnown
      ? functions?.map((known) => (known.id === value.id ? value : known))
      : [...(functions ?? []), value];
    return answer;
  };

  return {
    /** Those that one owns; undefined while they are read. */
    get workspaces() {
      return workspaces;
    },
    get workspaceId() {
      return chosen;
    },
    /** Undefined while they are read, and when they could not be. */
    get functions() {
      return functions;
    },
    get problem() {
      return problem;
    },
    async load(): Promise<void> {
      problem = undefined;
      const answer = await listWorkspaces();
      if (!answer.ok) {
        problem = answer.refusal.message;
        return;
      }
      workspaces = answer.value.filter(({ role }) => role === "owner");
      chosen ??= workspaces[0]?.id;
      await read();
    },
    async choose(workspaceId: string): Promise<void> {
      chosen = workspaceId;
      await read();
    },
    add: async (workspaceId: string, request: OutsideFunctionRequest): Promise<ApiAnswer<OutsideFunction>> =>
      keep(await addOutsideFunction(workspaceId, request)),
    change: async (
      id: string,
      request: Partial<OutsideFunctionRequest>,
    ): Promise<ApiAnswer<OutsideFunction>> => keep(await changeOutsideFunction(id, request)),
    /** Answers what went wrong in words. */
    async remove(id: string): Promise<string | undefined> {
      const answer = await removeOutsideFunction(id);
      // Gone is what was wanted, whoever did it.
      if (!answer.ok && answer.refusal.code !== "not-found")
        return `It is still there. ${answer.refusal.message}`;
      functions = functions?.filter((known) => known.id !== id);
      return undefined;
    },
  };
};

export type OutsideShelf = ReturnType<typeof createOutsideShelf>;
