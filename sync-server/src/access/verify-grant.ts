import { parseDocumentName } from "@backlot/shared/protocol/document-name";
import { verifySyncToken, type SyncGrant } from "@backlot/shared/protocol/sync-token";

/** What a token grants, if it is a valid one of ours and made for exactly the canvas of this document. */
export const verifyGrant = async (
  token: string,
  documentName: string,
  secret: string,
): Promise<SyncGrant | undefined> => {
  const grant = await verifySyncToken(token, secret);
  return grant && grant.canvasId === parseDocumentName(documentName)?.canvasId ? grant : undefined;
};
