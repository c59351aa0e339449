import * as Y from "yjs";
import type { StructId } from "./walk-update.ts";

/** What the document has of it: an item, or that it is collected. */
export const findStruct = (store: Y.Doc["store"], { client, clock }: StructId): Y.Item | Y.GC | undefined => {
  const structs = store.clients.get(client);
  return structs && clock < Y.getState(store, client) ? structs[Y.findIndexSS(structs, clock)] : undefined;
};
