import type { OutsideFunction, OutsideFunctionRequest, Provider } from "./outside-functions.ts";

/** The form's fields, all of them texts, whichever of them the chosen kind shows. */
export interface WantedFunction {
  provider: Provider;
  title: string;
  manifestUrl: string;
  baseUrl: string;
  model: string;
  size: string;
  style: string;
  workflow: string;
  secret: string;
  timeLimitSeconds: string;
  deterministic: boolean;
  fallsBack: boolean;
}

const EMPTY: WantedFunction = {
  provider: "http",
  title: "",
  manifestUrl: "",
  baseUrl: "",
  model: "",
  size: "1536x1024",
  style: "",
  workflow: "",
  secret: "",
  timeLimitSeconds: "120",
  deterministic: false,
  fallsBack: false,
};

export const wantedOf = (known: OutsideFunction | undefined): WantedFunction => {
  if (!known) return { ...EMPTY };
  const { config } = known;
  const text = (name: string): string => (typeof config[name] === "string" ? config[name] : "");
  return {
    ...EMPTY,
    provider: known.provider,
    title: known.title,
    manifestUrl: text("manifestUrl"),
    baseUrl: text("baseUrl"),
    model: text("model"),
    size: text("size"),
    style: text("style"),
    workflow: config["workflow"] === undefined ? "" : JSON.stringify(config["workflow"], null, 2),
    timeLimitSeconds: String(config["timeLimitSeconds"] ?? EMPTY.timeLimitSeconds),
    deterministic: config["deterministic"] === true,
    fallsBack: known.fallsBack,
  };
};

/** What is missing before anything is sent, by field. */
export const checkWanted = (wanted: WantedFunction): Record<string, string> => {
  const needs = (
    name: "manifestUrl" | "baseUrl" | "model" | "workflow",
    words: string,
  ): Record<string, string> => (wanted[name].trim() === "" ? { [name]: words } : {});
  const seconds = Number(wanted.timeLimitSeconds);
  const limit: Record<string, string> =
    Number.isInteger(seconds) && seconds >= 5 && seconds <= 900
      ? {}
      : { timeLimitSeconds: "Write a number of seconds from 5 to 900." };
  switch (wanted.provider) {
    case "http":
      return { ...needs("manifestUrl", "Write the address of the manifest."), ...limit };
    case "openai-images":
      return {
        ...needs("baseUrl", "Write the address of the service."),
        ...needs("model", "Write which model is to draw."),
        ...limit,
      };
    case "comfyui":
      return {
        ...needs("baseUrl", "Write the address of the server."),
        ...needs("workflow", "Paste the workflow."),
        ...(wanted.workflow.trim() !== "" && parseWorkflow(wanted.workflow) === undefined
          ? { workflow: "This is not JSON. In ComfyUI choose “Export (API)”." }
          : {}),
        ...limit,
      };
  }
};

export const requestOf = (wanted: WantedFunction): OutsideFunctionRequest => {
  const title = wanted.title.trim();
  const secret = wanted.secret.trim();
  return {
    ...(title !== "" && { title }),
    ...(secret !== "" && { secret }),
    fallsBack: wanted.fallsBack,
    config: {
      provider: wanted.provider,
      timeLimitSeconds: Number(wanted.timeLimitSeconds),
      deterministic: wanted.deterministic,
      ...ownFields(wanted),
    },
  };
};

const ownFields = (wanted: WantedFunction): Record<string, unknown> => {
  const baseUrl = wanted.baseUrl.trim();
  const style = wanted.style.trim();
  switch (wanted.provider) {
    case "http":
      return { manifestUrl: wanted.manifestUrl.trim() };
    case "openai-images":
      return { baseUrl, style, model: wanted.model.trim(), size: wanted.size.trim() };
    case "comfyui":
      return { baseUrl, style, workflow: parseWorkflow(wanted.workflow) };
  }
};

const parseWorkflow = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The field says so.
    return undefined;
  }
};
