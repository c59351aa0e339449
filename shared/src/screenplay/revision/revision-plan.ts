import type { Edge } from "../../canvas/edges.ts";
import type { Imported } from "../../canvas/imported.ts";
import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import type { BrokenDownScene } from "../breakdown.ts";
import type { MergedFields } from "./script-fields.ts";

/** What the plan needs to know of a canvas. */
export interface RevisionFacts {
  readonly nodes: readonly CanvasNode[];
  /** The stored ones. */
  readonly edges: readonly Edge[];
  readonly imported: ReadonlyMap<string, Imported>;
}

/** A character, location or act. */
export interface PlannedNode {
  readonly id: string;
  readonly isNew: boolean;
  readonly name: string;
  readonly writes: MergedFields["writes"];
  /** Absent = it is remembered so already. */
  readonly imported?: Imported;
}

export interface PlannedScene {
  readonly id: string;
  readonly isNew: boolean;
  readonly scene: BrokenDownScene;
  /** As printed; absent = counted from the order. */
  readonly number?: string;
  /** The scene before it in the screenplay. */
  readonly behind?: string;
  readonly writes: MergedFields["writes"];
  readonly kept: readonly string[];
  readonly castAdded: readonly string[];
  readonly castDropped: readonly string[];
  /** Its new act; null = none any more; absent = as it is. */
  readonly parent?: string | null;
  /** Its new place in the running order; absent = as it is. */
  readonly order?: string;
  readonly isMoved: boolean;
  /** It was omitted and is in the screenplay again. */
  readonly isRestored: boolean;
  readonly imported?: Imported;
}

export interface PlannedOmission {
  readonly id: string;
  readonly shots: number;
  /** Nothing was made of it: no shot, no take, no note, no word of a person. Only such a scene may be removed. */
  readonly isBare: boolean;
}

export interface RevisionPlan {
  readonly characters: readonly PlannedNode[];
  readonly locations: readonly PlannedNode[];
  readonly acts: readonly PlannedNode[];
  /** In the order of the screenplay. */
  readonly scenes: readonly PlannedScene[];
  readonly omitted: readonly PlannedOmission[];
  /** Ids of characters and locations that earlier drafts had. They stay. */
  readonly gone: { readonly characters: readonly string[]; readonly locations: readonly string[] };
}
