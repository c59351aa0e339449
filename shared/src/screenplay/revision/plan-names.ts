import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import type { PlannedNode, RevisionFacts } from "./revision-plan.ts";
import { mergeFields, rememberFields, type ScriptFields } from "./script-fields.ts";

interface Named {
  readonly key: string;
  readonly name: string;
  readonly fields: ScriptFields;
}

/**
 * Finds the characters, locations or acts of a screenplay on the canvas: by the name that the last import gave, else by
 * the name they have now. A person may have renamed a node; it stays theirs.
 */
export const planNames = (
  facts: RevisionFacts,
  { type, field }: { type: CanvasNode["type"]; field: "name" | "title" },
  named: readonly Named[],
  newIdOf: (key: string) => string,
): { planned: PlannedNode[]; gone: string[] } => {
  const ofType = facts.nodes.filter((node) => node.type === type);
  const byImported = indexByName(ofType, ({ id }) => facts.imported.get(id)?.fields[field]);
  const byName = indexByName(ofType, ({ data }) => data[field]);
  const taken = new Set<string>();
  const planned = named.map(({ key, name, fields }): PlannedNode => {
    const identity = normalizeName(name);
    const node = [...(byImported.get(identity) ?? []), ...(byName.get(identity) ?? [])].find(
      ({ id }) => !taken.has(id),
    );
    const remembered = { fields: rememberFields(fields) };
    if (!node) {
      return { id: newIdOf(key), isNew: true, name, writes: { ...definedOf(fields) }, imported: remembered };
    }
    taken.add(node.id);
    const before = facts.imported.get(node.id);
    const { writes } = mergeFields(node.data, before?.fields, fields);
    const isRemembered = JSON.stringify(before) === JSON.stringify(remembered);
    return { id: node.id, isNew: false, name, writes, ...(!isRemembered && { imported: remembered }) };
  });
  const gone = ofType.filter(({ id }) => facts.imported.has(id) && !taken.has(id)).map(({ id }) => id);
  return { planned, gone };
};

const definedOf = (fields: ScriptFields): PlannedNode["writes"] =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );

const normalizeName = (name: string): string =>
  name.toUpperCase().replace(/[’`]/g, "'").replace(/\s+/g, " ").trim();

const indexByName = (
  nodes: readonly CanvasNode[],
  nameOf: (node: CanvasNode) => unknown,
): Map<string, CanvasNode[]> => {
  const index = new Map<string, CanvasNode[]>();
  for (const node of nodes) {
    const name = nameOf(node);
    const identity = typeof name === "string" ? normalizeName(name) : "";
    if (identity === "") continue;
    const known = index.get(identity);
    if (known) known.push(node);
    else index.set(identity, [node]);
  }
  return index;
};
