import type { Generated, Insertable, Selectable } from "kysely";
import type { BatchState, JobState } from "../../functions/batch-states.ts";
import type { Role } from "../../protocol/roles.ts";

/** The records database. Times are milliseconds since the epoch; secrets stand only as SHA-256 (hex). */
export interface RecordsTables {
  users: UsersTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  workspaces: WorkspacesTable;
  workspace_members: WorkspaceMembersTable;
  projects: ProjectsTable;
  canvases: CanvasesTable;
  share_links: ShareLinksTable;
  guests: GuestsTable;
  assets: AssetsTable;
  canvas_assets: CanvasAssetsTable;
  batches: BatchesTable;
  jobs: JobsTable;
  workers: WorkersTable;
  function_results: FunctionResultsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  api_keys: ApiKeysTable;
  outside_functions: OutsideFunctionsTable;
}

interface UsersTable {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  password_hash: string;
  created_at: number;
}

interface SessionsTable {
  /** SHA-256 of the token in the cookie. */
  id: string;
  user_id: string;
  expires_at: number;
  created_at: number;
}

/** One-time sign-in links (first run). */
interface SignInLinksTable {
  secret_hash: string;
  user_id: string;
  created_at: number;
  used_at: number | null;
}

interface WorkspacesTable {
  id: string;
  name: string;
  created_at: number;
}

interface WorkspaceMembersTable {
  workspace_id: string;
  user_id: string;
  role: Role;
  created_at: number;
}

interface ProjectsTable {
  id: string;
  workspace_id: string;
  name: string;
  created_at: number;
  updated_at: number;
}

interface CanvasesTable {
  id: string;
  project_id: string;
  title: string;
  created_at: number;
  updated_at: number;
}

interface ShareLinksTable {
  id: string;
  canvas_id: string;
  secret_hash: string;
  role: Role;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

/** One guest per browser and link. */
interface GuestsTable {
  id: string;
  share_link_id: string;
  name: string;
  /** SHA-256 of the guest cookie's token. */
  token_hash: string;
  created_at: number;
  /** When the link was opened last. */
  seen_at: Generated<number>;
  /** 1 = something on the canvas is this guest's, whose name is kept for it. 0 = nothing was known of. */
  left_trace: Generated<number>;
}

interface AssetsTable {
  /** SHA-256 of the content. */
  hash: string;
  media_type: string;
  byte_length: number;
  created_at: number;
}

/** Which canvas may show which asset; `kind` tells screenplays, pictures and files to download apart. */
interface CanvasAssetsTable {
  canvas_id: string;
  hash: string;
  kind: "picture" | "screenplay" | "file";
  created_at: number;
}

interface BatchesTable {
  id: string;
  canvas_id: string;
  function: string;
  /** JSON. */
  options: string;
  state: BatchState;
  /** 0 or 1: a person asked for it. */
  cancel_requested: number;
  created_by: string;
  created_by_name: string;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** The function's title when the batch was submitted; an outside function may be renamed or removed later. */
  title: Generated<string>;
  /** -1 low, 0 normal, 1 high: among the batches of one project. */
  priority: Generated<number>;
  /** Place among the waiting batches of one project and priority: lower runs first. */
  rank: Generated<number>;
  /** 0 or 1: no further job of it starts. */
  pause_requested: Generated<number>;
  /** When a job of it was last started; decides between projects that have equally many running. */
  served_at: Generated<number>;
  /** As the submitter named this request; unique per canvas and submitter. */
  idempotency_key: string | null;
  /** SHA-256 of what was submitted under that key. */
  request_hash: string | null;
  webhook_url: string | null;
  sealed_webhook_secret: string | null;
}

interface JobsTable {
  id: string;
  batch_id: string;
  canvas_id: string;
  /** Null for a canvas function. */
  node_id: string | null;
  /** Place in the batch, from 0. */
  position: number;
  state: JobState;
  /** Failures so far; a lost run does not count here. */
  attempts: number;
  /** Runs that ended with the worker's death. */
  lost_runs: number;
  /** Raised at every start; a run whose lease is not the newest may not write its result. */
  lease: number;
  /** Who runs it now or ran it last; that worker's row in `workers` says whether it still lives. */
  worker_id: string | null;
  /** Not to be started before this time (backoff); also tells the reconciler how long it has waited. */
  due_at: number;
  /** 0–1 */
  progress: number;
  /** In words for a person. */
  error: string | null;
  /** JSON that the function returned besides the take, e.g. counts of a breakdown. */
  result: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** 0 or 1: the result of an earlier run with the same input was taken. */
  reused: Generated<number>;
}

/** Job-workers and when each last said that it lives. */
interface WorkersTable {
  id: string;
  seen_at: number;
}

/** What functions made, by what they made it from, so that equal work is done once. */
interface FunctionResultsTable {
  /** SHA-256 of function, version, scope, input and options. */
  key: string;
  function: string;
  /** JSON of the take's content. */
  content: string;
  created_at: number;
  /** When a run wanted it last, to the day. */
  used_at: number;
}

/** The news of an ended batch that is to reach the submitter's webhook. */
interface WebhookDeliveriesTable {
  id: string;
  batch_id: string;
  /** The receiver's, by which it has its share. */
  host: Generated<string>;
  state: "waiting" | "delivered" | "failed";
  attempts: Generated<number>;
  due_at: number;
  /** Why the last attempt did not succeed. */
  error: string | null;
  created_at: number;
  finished_at: number | null;
}

interface ApiKeysTable {
  /** The public part of the key, by which it is found. */
  id: string;
  user_id: string;
  name: string;
  /** SHA-256 of the secret part. */
  secret_hash: string;
  /** Some of `read edit run`, with spaces between. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
}

/** Functions that run on a server which a workspace's owner has named. */
interface OutsideFunctionsTable {
  id: string;
  workspace_id: string;
  provider: string;
  title: string;
  /** Raised with every change of its configuration. */
  version: Generated<number>;
  /** JSON, checked by the provider's schema. */
  config: string;
  sealed_secret: string | null;
  /** 0 or 1: while the outside server is away, the built-in storyboard draws instead. */
  falls_back: Generated<number>;
  created_by: string;
  created_at: number;
  updated_at: number;
  /** Kept for the batches that ran it. */
  removed_at: number | null;
}

export type UserRow = Selectable<UsersTable>;
export type WorkspaceRow = Selectable<WorkspacesTable>;
export type ProjectRow = Selectable<ProjectsTable>;
export type CanvasRow = Selectable<CanvasesTable>;
export type ShareLinkRow = Selectable<ShareLinksTable>;
export type BatchRow = Selectable<BatchesTable>;
export type JobRow = Selectable<JobsTable>;
export type OutsideFunctionRow = Selectable<OutsideFunctionsTable>;
export type ApiKeyRow = Selectable<ApiKeysTable>;
export type NewJobRow = Insertable<JobsTable>;
