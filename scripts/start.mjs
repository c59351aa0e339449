// Runs on the system's Node before anything is installed: only node: imports, no TypeScript, nothing newer
// than what an old Node can parse, so that it can say in one line that it is too old.
const OLDEST_NODE_MAJOR = 20;

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE_MAJOR) {
  console.error(
    `Backlot needs Node ${OLDEST_NODE_MAJOR} or newer and this is ${process.versions.node}; see https://nodejs.org.`,
  );
  process.exitCode = 1;
} else {
  import("./bootstrap/launch-product.mjs").then(({ launchProduct }) =>
    launchProduct({ dev: process.argv.includes("--dev") }),
  );
}
