import { Hocuspocus, type Document } from "@hocuspocus/server";
import type { SyncContext } from "./sync-context.ts";

/**
 * Hocuspocus tells each of those who wait for a document that cannot be loaded that they may not have it, and a provider
 * that hears so never comes back. They are closed before, with the word to try again.
 */
export class RetryableHocuspocus extends Hocuspocus<SyncContext> {
  override async createDocument(
    ...asked: Parameters<Hocuspocus<SyncContext>["createDocument"]>
  ): Promise<Document> {
    try {
      return await super.createDocument(...asked);
    } catch (error) {
      const context = asked[4];
      context?.socket.end("loading");
      throw error;
    }
  }
}
