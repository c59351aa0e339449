/**
 * WebSocket close codes. 44xx are permanent (stock y-websocket stops on them), the others are worth a retry.
 * 1012 and 1013 are the standard "service restart" and "try again later".
 */
export const CLOSE_CODES = {
  denied: { code: 4401, retry: false, reason: "The sync token is missing, forged or expired." },
  revoked: { code: 4403, retry: false, reason: "Access to this canvas was withdrawn." },
  unknownDocument: { code: 4404, retry: false, reason: "There is no such canvas." },
  restarting: { code: 1012, retry: true, reason: "The server restarts." },
  tooSlow: { code: 1013, retry: true, reason: "The connection reads too slowly." },
  storage: { code: 4500, retry: true, reason: "The change could not be stored yet." },
  malformed: { code: 4501, retry: true, reason: "A message was malformed." },
  tooLarge: { code: 4502, retry: true, reason: "A message was too large." },
  rateLimited: { code: 4503, retry: true, reason: "Too many messages." },
  loading: { code: 4504, retry: true, reason: "The document could not be loaded yet." },
  documentFull: { code: 4505, retry: true, reason: "The document has reached its largest size." },
  foreignClientId: {
    code: 4506,
    retry: true,
    reason: "A change bore the client id of somebody else who is connected.",
  },
  missingChanges: { code: 4507, retry: true, reason: "Changes came without those that they build on." },
  tooManyDocuments: { code: 4508, retry: true, reason: "The connection opened too many documents." },
} as const satisfies Record<string, { code: number; retry: boolean; reason: string }>;

export type CloseReason = keyof typeof CLOSE_CODES;

export const isPermanentClose = (code: number): boolean => code >= 4400 && code < 4500;
