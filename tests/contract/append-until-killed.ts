import { openStore } from "./store-under-test.ts";

/** A process of its own that appends one byte after the other and says each that is durable, until it is killed. */
const [document = "", dataDir = "", databaseUrl] = process.argv.slice(2);
const store = await openStore({ dataDir, databaseUrl });
for (let byte = 0; byte < 250; byte++) {
  await store.append(document, [Uint8Array.of(byte)]);
  process.stdout.write(`${byte}\n`);
}
