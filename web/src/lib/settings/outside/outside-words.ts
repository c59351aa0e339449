import type { ApiRefusal } from "#lib/rest/call-api.ts";
import type { DescribedFunction, OutsideFunction, Provider } from "./outside-functions.ts";

export const PROVIDER_WORDS: Readonly<Record<Provider, { label: string; meaning: string }>> = {
  http: { label: "By its manifest", meaning: "A service that says itself what it does" },
  "openai-images": { label: "OpenAI-style images", meaning: "OpenAI, or a server that speaks like it" },
  comfyui: { label: "ComfyUI", meaning: "Your own server with a workflow of yours" },
};

/** "Paints the shot in ink. Runs on shots, gives a take." */
export const describeFunction = ({ description, target, nodeTypes, produces }: DescribedFunction): string => {
  const place = target === "canvas" ? "the whole canvas" : `${nodeTypes.join(", ")} nodes`;
  return `${description} Runs on ${place} and gives ${produces === "take" ? "a take" : "a file"}.`;
};

/** Where it runs: the host, and the port when it is an unusual one. */
export const hostOf = ({ config }: Pick<OutsideFunction, "config">): string => {
  const url = config["manifestUrl"] ?? config["baseUrl"];
  return typeof url === "string" && URL.canParse(url) ? new URL(url).host : "";
};

/** The API names fields by path; here each stands at the form's field of that name, as a sentence. */
export const placeRefusal = (refusal: ApiRefusal): ApiRefusal => {
  const fields: Record<string, string> = {};
  const told: string[] = [];
  for (const [path, message] of Object.entries(refusal.fields)) {
    if (path.startsWith("manifest.")) told.push(`${path.slice("manifest.".length)}: ${message}`);
    else {
      const [name = path] = path.replace(/^config\./, "").split(".");
      fields[name] ??= sentenceOf(message);
    }
  }
  if (told.length > 0)
    fields["manifestUrl"] = [fields["manifestUrl"], ...told.map((line) => `${line}.`)]
      .filter(Boolean)
      .join(" ");
  return { ...refusal, fields };
};

const sentenceOf = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?!]$/.test(message) ? "" : "."}`;
