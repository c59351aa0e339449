import Clapperboard from "@lucide/svelte/icons/clapperboard";
import Group from "@lucide/svelte/icons/group";
import MapPin from "@lucide/svelte/icons/map-pin";
import StickyNote from "@lucide/svelte/icons/sticky-note";
import UserRound from "@lucide/svelte/icons/user-round";
import Video from "@lucide/svelte/icons/video";
import type { Component } from "svelte";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";

/** The icon and the key of each type; the rail shows them in this order and so is the legend. */
export const NODE_TOOLS: Record<NodeType, { icon: Component; key: string }> = {
  character: { icon: UserRound, key: "P" },
  location: { icon: MapPin, key: "L" },
  scene: { icon: Clapperboard, key: "S" },
  shot: { icon: Video, key: "T" },
  note: { icon: StickyNote, key: "N" },
  act: { icon: Group, key: "G" },
};
