import type { RevisionDiff } from "@backlot/shared/screenplay/revision/describe-revision";

/** "2 changed · 1 new · 9 unchanged": what a draft does, group by group; an empty text when it does nothing. */
export const countsInWords = (diff: RevisionDiff): string =>
  [
    [diff.changed.length, "changed"],
    [diff.moved.length, "moved"],
    [diff.added.length, "new"],
    [diff.omitted.length, "omitted"],
    [diff.unchanged, "unchanged"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(" · ");

export const changesNothing = (diff: RevisionDiff): boolean =>
  diff.changed.length + diff.moved.length + diff.added.length + diff.omitted.length === 0 &&
  [...diff.characters.added, ...diff.locations.added].length === 0;

/** What happens to a scene that the draft lacks. */
export const omissionInWords = (
  scene: RevisionDiff["omitted"][number],
  removesUntouched: boolean,
): string => {
  if (scene.removable && removesUntouched) return "Removed: nobody has worked on it";
  const stays = scene.number === undefined ? "Stays as OMITTED" : `Stays as ${scene.number} OMITTED`;
  if (scene.shots === 0) return stays;
  return `${stays} with its ${scene.shots === 1 ? "shot" : `${scene.shots} shots`}`;
};

/** "Laid out: 11 scenes, 6 characters." or "New draft: 2 changed, 1 omitted." */
export const resultInWords = (counts: Readonly<Record<string, number>> | undefined): string => {
  if (!counts) return "The breakdown runs. Its nodes appear here when it is done.";
  const isRevision = "unchanged" in counts;
  const named = Object.entries(counts)
    .filter(([name, count]) => count > 0 && name !== "edges" && name !== "unchanged")
    .map(([name, count]) => `${count} ${name === "added" ? "new" : count === 1 ? singular(name) : name}`);
  if (named.length === 0) return "The canvas already has this draft.";
  return `${isRevision ? "New draft" : "Laid out"}: ${named.join(", ")}.`;
};

const singular = (name: string): string => (name.endsWith("s") ? name.slice(0, -1) : name);
