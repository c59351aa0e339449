import type { Extension } from "@hocuspocus/server";
import { parseDocumentName } from "@backlot/shared/protocol/document-name";
import { Refusal, type SyncContext } from "../sync-context.ts";

/** Refuses every name but `canvas/<id>` before anything is looked up or allocated for it. */
export const documentNames = (): Extension<SyncContext> => ({
  onConnect: ({ documentName, context }) => {
    if (parseDocumentName(documentName)?.kind === "canvas") return Promise.resolve();
    // After the refusal itself, which Hocuspocus sends when this hook rejects.
    setImmediate(() => context.socket.end("unknownDocument"));
    return Promise.reject(new Refusal("unknown-document"));
  },
});
