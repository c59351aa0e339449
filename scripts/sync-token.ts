import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isId } from "@backlot/shared/canvas/ids";
import { roleSchema } from "@backlot/shared/protocol/roles";
import { colorIndexOf, signSyncToken } from "@backlot/shared/protocol/sync-token";

/** Prints a sync token for measuring and scripting: `--canvas ID --role editor --ttl 1h`. The canvas needs no row. */
const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const { values } = parseArgs({
  options: {
    canvas: { type: "string" },
    role: { type: "string", default: "editor" },
    ttl: { type: "string", default: "10m" },
    name: { type: "string", default: "Script" },
    actor: { type: "string", default: "script" },
  },
});
const fail = (problem: string): never => {
  process.stderr.write(`sync-token: ${problem}\n`);
  process.exit(1);
};

const canvasId = isId(values.canvas) ? values.canvas : fail("--canvas must be a canvas id");
const role =
  roleSchema.safeParse(values.role).data ?? fail("--role must be owner, editor, commenter or viewer");
const ttl = /^(\d+)([smhd])$/.exec(values.ttl);
const lifetimeSeconds = ttl
  ? Number(ttl[1]) * UNIT_SECONDS[ttl[2] as keyof typeof UNIT_SECONDS]
  : fail("--ttl must look like 30s, 10m, 1h or 2d");

const { token } = await signSyncToken(
  {
    canvasId,
    role,
    actorId: values.actor,
    actorKind: "script",
    name: values.name,
    colorIndex: colorIndexOf(values.actor),
  },
  readSecret(),
  lifetimeSeconds,
);
process.stdout.write(`${token}\n`);

function readSecret(): string {
  const { SECRET, DATA_DIR } = process.env;
  if (SECRET) return SECRET;
  const path = join(DATA_DIR || ".data", "secret");
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    // Not started yet, or another data folder.
    return fail(`set SECRET, or DATA_DIR to the product's data folder (there is no ${path})`);
  }
}
