import type { Person } from "./person.svelte.ts";

export interface FlagBox {
  readonly x: number;
  readonly y: number;
}

/** The name on a node that colleagues have selected. World px of the flag's bottom left corner. */
export interface Flag {
  readonly nodeId: string;
  readonly x: number;
  readonly y: number;
  readonly words: string;
  readonly typing: boolean;
  readonly colorIndex: number;
}

/** The outline stands 4 px outside the box; the flag sits on it. */
const ABOVE = { x: -4, y: -5 };

/** One flag per node: whoever types comes first, then whoever came first; more than two are counted. */
export const flagsOf = (
  people: readonly Person[],
  boxOf: (nodeId: string) => FlagBox | undefined,
): Flag[] => {
  const byNode = new Map<string, Person[]>();
  for (const person of people) {
    const ids = new Set([...person.selection.ids, ...(person.typing ? [person.typing.nodeId] : [])]);
    for (const id of ids) byNode.set(id, [...(byNode.get(id) ?? []), person]);
  }
  const flags: Flag[] = [];
  for (const [nodeId, present] of byNode) {
    const box = boxOf(nodeId);
    const typist = present.find((person) => person.typing?.nodeId === nodeId);
    const person = typist ?? present[0];
    if (!box || !person) continue;
    flags.push({
      nodeId,
      x: box.x + ABOVE.x,
      y: box.y + ABOVE.y,
      words: typist ? `${typist.firstName} is typing` : wordsFor(person, present.length),
      typing: typist !== undefined,
      colorIndex: person.colorIndex,
    });
  }
  return flags;
};

const wordsFor = (first: Person, count: number): string =>
  count > 2 ? `${first.firstName} +${count - 1}` : first.firstName;
