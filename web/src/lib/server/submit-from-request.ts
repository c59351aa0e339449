import type { FieldError } from "@backlot/shared/protocol/error-codes";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import { findFunction } from "@backlot/shared/server/outside-functions/find-function";
import { newWebhookSecret } from "@backlot/shared/server/webhooks/sign-webhook";
import type { Actor } from "./access.ts";
import { refuse, reply, type Reply } from "./api/reply.ts";
import { checkWebhookAddress } from "./check-webhook-address.ts";
import type { Parts } from "./parts.ts";
import { readNodeTypes } from "./read-content.ts";

export interface SubmitRequest {
  canvasId: string;
  actor: Actor;
  function: string;
  nodeIds: string[];
  options: Record<string, unknown>;
  webhook?: { url: string; secret?: string | undefined } | undefined;
}

/** A batch as it is asked for over HTTP: 202 with the batch, or all that is wrong with it. */
export const submitFromRequest = async (
  parts: Parts,
  request: Request,
  { canvasId, actor, webhook, ...submission }: SubmitRequest,
): Promise<Reply> => {
  const idempotencyKey = request.headers.get("idempotency-key") ?? undefined;
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey))
    return refuse("invalid-request", { errors: [WRONG_IDEMPOTENCY_KEY] });
  const screenplay = await checkScreenplay(parts, canvasId, submission);
  if (screenplay) return refuse("unprocessable", { errors: [screenplay] });
  const address = webhook && (await checkWebhookAddress(webhook.url, parts.config.OUTSIDE_HOSTS ?? []));
  if (address) return refuse("unprocessable", { errors: [{ path: "webhook.url", message: address }] });
  const secret = webhook && (webhook.secret ?? newWebhookSecret());
  const submitted = await submitBatch(parts, {
    ...submission,
    canvasId,
    actor,
    contract: await findFunction(parts.records, { canvasId, name: submission.function }),
    nodes: await readNodeTypes(parts.canvasLog, canvasId, submission.nodeIds),
    idempotencyKey,
    ...(webhook && secret && { webhook: { url: webhook.url, sealedSecret: parts.sealed.seal(secret) } }),
  });
  if (!submitted.ok) return refuse(submitted.conflict ?? "unprocessable", { errors: submitted.errors });
  // A repeated request has made no secret: the first answer has shown it.
  const isShown = webhook?.secret === undefined && !submitted.repeated;
  return reply(202, {
    ...submitted.batch,
    ...(webhook && { webhook: { state: "waiting", attempts: 0, ...(isShown && { secret }) } }),
  });
};

const WRONG_IDEMPOTENCY_KEY: FieldError = {
  path: "Idempotency-Key",
  message: "The header must have 1 to 200 visible ASCII characters.",
};

/** The canvas is named by the path; what a breakdown reads must be a screenplay of it. */
const checkScreenplay = async (
  { records }: Parts,
  canvasId: string,
  submission: Pick<SubmitRequest, "function" | "options">,
): Promise<FieldError | undefined> => {
  const asset = submission.function === "breakdown" ? submission.options["asset"] : undefined;
  if (typeof asset !== "string") return undefined;
  const found = await records
    .selectFrom("canvas_assets")
    .select("hash")
    .where("canvas_id", "=", canvasId)
    .where("hash", "=", asset)
    .where("kind", "=", "screenplay")
    .executeTakeFirst();
  if (found) return undefined;
  return { path: "options.asset", message: "There is no such screenplay on this canvas." };
};
