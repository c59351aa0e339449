import { createHash } from "node:crypto";
import { isProposal } from "@backlot/shared/canvas/queries/is-proposal";
import { nodeTitleOf } from "@backlot/shared/canvas/queries/node-title";
import { numberCanvas } from "@backlot/shared/canvas/queries/numbering";
import { readCanvas, readMeta, readNodes } from "@backlot/shared/canvas/queries/read-canvas";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { aspectRatioOf } from "@backlot/shared/canvas/aspect-ratio";
import { pictureOptionsSchema, type OutsideConfig } from "@backlot/shared/functions/outside-functions";
import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import type { FunctionRun } from "../functions/function-implementation.ts";
import { readPanelInput } from "../functions/read-panel-input.ts";
import { PANEL_WIDTH_PX } from "../rasterizer/rasterize.ts";
import { usesReference } from "./comfyui-workflow.ts";
import { describeShot } from "./describe-shot.ts";
import type { ProviderInput } from "./provider.ts";

export interface ReadInput {
  input: ProviderInput;
  /** All that the result depends on, as JSON. */
  identity: unknown;
  /** Of the canvas or the node, for the names of files. */
  title: () => string;
}

/** What the service gets to know. Undefined when the node is gone. */
export const readProviderInput = (
  run: FunctionRun,
  { config, contract }: { config: OutsideConfig; contract: FunctionContract },
): ReadInput | undefined => {
  const options = contract.optionsSchema.parse(run.options) as Record<string, unknown>;
  const found = contract.target === "canvas" ? readWhole(run) : readNodeFacts(run, config, options);
  if (!found) return undefined;
  const ratio = aspectRatioOf(readMeta(run.canvas).aspectRatio);
  const size = {
    width: PANEL_WIDTH_PX,
    height: Math.max(2, Math.round((PANEL_WIDTH_PX * ratio.height) / ratio.width / 2) * 2),
  };
  const { facts, prompt, reference } = found;
  const identity = { facts, prompt, size, reference: reference ?? null };
  const wantedSeed = options["seed"];
  const seed =
    typeof wantedSeed === "number" && wantedSeed > 0
      ? wantedSeed
      : seedOf(config.deterministic ? JSON.stringify(identity) : run.jobId);
  return {
    identity,
    title: () => titleOf(run),
    input: {
      ...{ jobId: run.jobId, prompt, facts, options, size, seed },
      readReference: () => readOwnPicture(run, reference),
    },
  };
};

/** Whoever edits a canvas can let a take name any hash; another workspace's picture is not sent to a server of theirs. */
const readOwnPicture = async ({ assets, canvasId }: FunctionRun, hash: string | undefined) => {
  const known = hash === undefined ? undefined : await assets.findInCanvas(canvasId, hash);
  return hash !== undefined && known?.mediaType.startsWith("image/") ? assets.read(hash) : undefined;
};

interface Facts {
  facts: unknown;
  prompt: string;
  /** Hash of the active take's picture; only of services that want it, or each result would depend on the one before. */
  reference?: string;
}

const readNodeFacts = (
  run: FunctionRun,
  config: OutsideConfig,
  options: Record<string, unknown>,
): Facts | undefined => {
  const node = readNode(run.canvas, run.nodeId);
  if (!node) return undefined;
  const active = node.takes.find(({ id }) => id === node.activeTake) ?? node.takes.at(-1);
  const reference = active?.asset === undefined || !wantsReference(config) ? {} : { reference: active.asset };
  const panel = node.type === "shot" ? readPanelInput(run.canvas, run.nodeId, { marks: true }) : undefined;
  const own = { node: { id: node.id, type: node.type, data: node.data } };
  if (!panel) return { facts: own, prompt: textOf(node.data), ...reference };
  const { options: _, ...facts } = panel;
  const style = config.provider === "http" ? "" : config.style;
  const chosen = config.provider === "http" ? undefined : pictureOptionsSchema.parse(options);
  const prompt = describeShot(panel, { style, direction: chosen?.direction ?? "" });
  return { facts: { ...own, ...facts }, prompt, ...reference };
};

const wantsReference = (config: OutsideConfig): boolean =>
  (config.provider === "http" && config.manifest.wantsReference) ||
  (config.provider === "comfyui" && usesReference(config.workflow));

const readWhole = (run: FunctionRun): Facts => {
  const { meta, nodes, edges } = readCanvas(run.canvas);
  return {
    prompt: "",
    facts: {
      meta,
      nodes: nodes
        .filter((node) => !isProposal(node))
        .map(({ id, type, parent, order, data }) => ({ id, type, parent, order, data })),
      edges: edges.map(({ type, source, target }) => ({ type, source, target })),
    },
  };
};

const titleOf = ({ canvas, nodeId }: FunctionRun): string => {
  const node = readNode(canvas, nodeId);
  return (node && nodeTitleOf(node, numberCanvas(readNodes(canvas)))) || (readMeta(canvas).title ?? "Canvas");
};

const textOf = ({ name, description }: Record<string, unknown>): string =>
  [name, description].filter((text) => typeof text === "string" && text !== "").join(". ");

/** Never 0, which some services take for "any". */
const seedOf = (text: string): number =>
  (createHash("sha256").update(text).digest().readUInt32BE(0) % 2_147_483_646) + 1;
