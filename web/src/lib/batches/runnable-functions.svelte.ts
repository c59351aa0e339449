import { z } from "zod";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import { functionContracts } from "@backlot/shared/functions/registry";
import { callApi } from "#lib/rest/call-api.ts";
import type { OptionsSchema } from "./options-form.ts";

/** A function as `GET functions` describes it. */
export interface RunnableFunction {
  name: string;
  title: string;
  description: string;
  icon: string;
  target: "node" | "canvas";
  nodeTypes: readonly string[];
  /** JSON Schema; `{}` is always valid. */
  options: OptionsSchema;
  /** Of this workspace's own: it runs on another server. */
  outside?: boolean;
}

/** What can be run here: the built-ins at once, the workspace's own when the server has named them. */
export class RunnableFunctions {
  items: readonly RunnableFunction[] = $state.raw(builtIns());
  /** Why the workspace's own are not known. */
  problem: string | undefined = $state();

  async read(canvasId: string): Promise<void> {
    const query = new URLSearchParams({ canvasId });
    const answer = await callApi<{ items: RunnableFunction[] }>(`functions?${query}`);
    if (answer.ok) this.items = answer.value.items;
    this.problem = answer.ok ? undefined : answer.refusal.message;
  }
}

const builtIns = (): RunnableFunction[] =>
  Object.values(functionContracts).map((contract: FunctionContract) => ({
    name: contract.name,
    title: contract.title,
    description: contract.description,
    icon: contract.icon,
    target: contract.target,
    nodeTypes: contract.nodeTypes,
    options: z.toJSONSchema(contract.optionsSchema, { io: "input" }) as OptionsSchema,
  }));
