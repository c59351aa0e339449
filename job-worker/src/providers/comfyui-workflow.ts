import type { ProviderInput } from "./provider.ts";

export type Workflow = Record<string, { class_type: string; inputs: Record<string, unknown> }>;

interface WorkflowValues {
  prompt: string;
  seed: number;
  width: number;
  height: number;
  /** The name that ComfyUI gave to the uploaded picture. */
  reference: string;
}

/**
 * Puts values where a workflow says `{{name}}`. A string that is nothing but a placeholder takes the value's own type, so
 * that a seed stays a number; inside a longer string it becomes text.
 */
export const fillWorkflow = (workflow: Workflow, values: WorkflowValues): Workflow =>
  fill(workflow, values) as Workflow;

export const usesReference = (workflow: Workflow): boolean =>
  JSON.stringify(workflow).includes("{{reference}}");

/** Models want multiples of 64; about a megapixel in the canvas's ratio. */
export const latentSizeOf = ({ width, height }: ProviderInput["size"]): { width: number; height: number } => {
  const scale = Math.sqrt((1024 * 1024) / (width * height));
  const round = (px: number): number => Math.max(256, Math.round((px * scale) / 64) * 64);
  return { width: round(width), height: round(height) };
};

const fill = (value: unknown, values: WorkflowValues): unknown => {
  if (typeof value === "string") return fillText(value, values);
  if (Array.isArray(value)) return value.map((item: unknown) => fill(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
};

const PLACEHOLDER = /\{\{(prompt|seed|width|height|reference)\}\}/g;

const fillText = (text: string, values: WorkflowValues): unknown => {
  const whole = /^\{\{(prompt|seed|width|height|reference)\}\}$/.exec(text);
  if (whole) return values[whole[1] as keyof WorkflowValues];
  return text.replace(PLACEHOLDER, (_match, name: keyof WorkflowValues) => String(values[name]));
};
