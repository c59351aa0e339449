import { answerApi } from "#lib/server/api/answer-api.ts";
import { routeTable } from "#lib/server/api/route-table.ts";
import { getParts } from "#lib/server/parts.ts";
import type { RequestHandler } from "./$types";

/** All of `/api`: which calls there are stands in lib/server/api/route-table.ts. */
export const fallback: RequestHandler = ({ request, getClientAddress }) =>
  answerApi(getParts(), routeTable, { request, clientAddress: getClientAddress() });
