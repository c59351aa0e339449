import type { LocationKit } from "@backlot/shared/canvas/node-types/location";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { chooseKit } from "@backlot/shared/storyboard/kits/choose-kit";
import type { PanelLocation } from "@backlot/shared/storyboard/panel-input";

/** The kit that a location's name asks for when nobody chooses one. */
export const kitByName = (node: CanvasNode): LocationKit => {
  // Node fields are checked by the type's schema when they are read.
  const { name, interiorExterior } = node.data as Pick<PanelLocation, "name" | "interiorExterior">;
  return chooseKit(undefined, {
    id: node.id,
    ...(name !== undefined && { name }),
    ...(interiorExterior !== undefined && { interiorExterior }),
  }).name;
};
