import { functionContracts, isFunctionName } from "@backlot/shared/functions/registry";
import type { NumberedTake } from "@backlot/shared/canvas/takes";

const HASH_SHOWN = 12;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const NO_TITLES: ReadonlyMap<string, string> = new Map();

/** All that is known of how a take came to be, in the order in which people ask. `titles`: of outside functions. */
export const takeFacts = (
  take: NumberedTake,
  titles: ReadonlyMap<string, string> = NO_TITLES,
): { label: string; value: string }[] => {
  const functionTitle = isFunctionName(take.function)
    ? functionContracts[take.function].title
    : (titles.get(take.function) ?? "Outside function");
  const facts = [
    { label: "Made by", value: take.author.name },
    { label: "On", value: time.format(take.createdAt) },
    { label: "Function", value: `${functionTitle}, version ${take.functionVersion}` },
    {
      label: "Took",
      value: take.reused ? "Nothing: the same input was drawn before" : secondsOf(take.durationMs),
    },
  ];
  if (take.width !== undefined && take.height !== undefined)
    facts.push({ label: "Picture", value: `${take.width} × ${take.height}` });
  for (const [name, value] of Object.entries(take.parameters))
    facts.push({ label: sentenceCase(name), value: valueWords(value) });
  if (take.missing && take.missing.length > 0)
    facts.push({ label: "Assumed", value: take.missing.join(", ") });
  if (take.remark !== undefined) facts.push({ label: "Remark", value: take.remark });
  facts.push({ label: "Input", value: take.inputHash.slice(0, HASH_SHOWN) });
  return facts;
};

/** The name of the file that a picture is saved as: "Shot 6B take 4.png". */
export const downloadNameOf = (nodeTitle: string, take: NumberedTake): string =>
  `${nodeTitle.replace(/[^\p{L}\p{N} _-]+/gu, " ").trim() || "Picture"} take ${take.number}.png`;

const secondsOf = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const sentenceCase = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const valueWords = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" ? value : JSON.stringify(value);
};
