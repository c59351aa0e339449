import type { NodeType } from "../../canvas/node-types/registry.ts";
import { nodeTypes } from "../../canvas/node-types/registry.ts";
import type { FunctionContract } from "../../functions/function-contract.ts";
import { functionContracts, isFunctionName } from "../../functions/registry.ts";
import type { FieldError } from "../../protocol/error-codes.ts";

export const MAX_BATCH_NODES = 1_000;

export interface Submission {
  function: string;
  /** As `findFunction` found it on this canvas; absent = the built-in function of this name. */
  contract?: FunctionContract | undefined;
  /** None for a canvas function. A node named twice is run once. */
  nodeIds: readonly string[];
  options: unknown;
}

export interface CheckedSubmission {
  title: string;
  options: unknown;
  nodeIds: (string | null)[];
}

type SubmissionCheck = ({ ok: true } & CheckedSubmission) | { ok: false; errors: FieldError[] };

/**
 * Everything that is wrong with a submission, each with its path: nothing is half-submitted.
 * `nodes` says which nodes the canvas has now and of which type.
 */
export const checkSubmission = (
  submission: Submission,
  nodes: ReadonlyMap<string, string>,
): SubmissionCheck => {
  const contract = submission.contract ?? findBuiltIn(submission.function);
  if (!contract) {
    const known = Object.keys(functionContracts).join(", ");
    return {
      ok: false,
      errors: [{ path: "function", message: `There is no such function. Known: ${known}.` }],
    };
  }
  const options = contract.optionsSchema.safeParse(submission.options ?? {});
  const errors: FieldError[] = options.success
    ? []
    : options.error.issues.map((issue) => ({
        path: ["options", ...issue.path].join("."),
        message: issue.message,
      }));
  if (contract.target === "node") errors.push(...checkNodes(contract, submission.nodeIds, nodes));
  else if (submission.nodeIds.length > 0)
    errors.push({ path: "nodeIds", message: `${contract.title} runs on the whole canvas, not on nodes.` });
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    title: contract.title,
    options: options.data,
    nodeIds: contract.target === "node" ? [...new Set(submission.nodeIds)] : [null],
  };
};

const findBuiltIn = (name: string): FunctionContract | undefined =>
  isFunctionName(name) ? functionContracts[name] : undefined;

const checkNodes = (
  contract: FunctionContract,
  nodeIds: readonly string[],
  nodes: ReadonlyMap<string, string>,
): FieldError[] => {
  if (nodeIds.length === 0) return [{ path: "nodeIds", message: "Name at least one node." }];
  if (nodeIds.length > MAX_BATCH_NODES) {
    return [
      { path: "nodeIds", message: `At most ${MAX_BATCH_NODES} nodes in one batch, not ${nodeIds.length}.` },
    ];
  }
  const accepted: readonly string[] = contract.nodeTypes;
  return nodeIds.flatMap((nodeId, index) => {
    const type = nodes.get(nodeId);
    if (type !== undefined && accepted.includes(type)) return [];
    const path = `nodeIds.${index}`;
    if (type === undefined) return [{ path, message: "There is no such node on this canvas." }];
    const wanted = contract.nodeTypes
      .map((known: NodeType) => nodeTypes[known].pluralLabel.toLowerCase())
      .join(", ");
    return [{ path, message: `${contract.title} runs on ${wanted}, not on a node of type ${type}.` }];
  });
};
