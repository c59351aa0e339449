/** Counts what passed and failed; the last line of `npm test` is its sum. */
export const createTally = () => {
  const rows = [];
  const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
  return {
    add: (name, passed, failed, seconds) => {
      rows.push({ name, passed, failed, seconds });
      console.log(`${failed > 0 ? "✗" : "✓"} ${name} (${seconds.toFixed(1)} s)`);
    },
    failed: () => sum("failed"),
    print: () => {
      console.log("");
      for (const { name, passed, failed, seconds } of rows) {
        console.log(
          `${name.padEnd(28)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`,
        );
      }
      console.log("");
      console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
    },
  };
};
