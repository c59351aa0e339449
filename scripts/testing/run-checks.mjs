import { runQuietly } from "../bootstrap/run-command.mjs";

const AT_ONCE = 2;

/** Runs the checks two at a time; those marked `first` alone before the others. A failed one shows its output. */
export const runChecks = async (checks, tally) => {
  for (const check of checks.filter(({ first }) => first)) await runCheck(check, tally);
  const waiting = checks.filter(({ first }) => !first);
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await runCheck(check, tally);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

const runCheck = async ({ name, command, args, before, cwd }, tally) => {
  const startedAt = performance.now();
  const options = cwd ? { cwd } : {};
  let code = before ? await runQuietly(before.command, before.args, options) : 0;
  if (code === 0) code = await runQuietly(command, args, options);
  tally.add(name, code === 0 ? 1 : 0, code === 0 ? 0 : 1, (performance.now() - startedAt) / 1_000);
};
