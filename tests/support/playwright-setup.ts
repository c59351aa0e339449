import { startProduct } from "./start-product.ts";

/**
 * One product for all journeys, or the one that BACKLOT_URL names. The workers inherit the environment: the address,
 * and the supervisor's process id for `killService`.
 */
export default async function startForJourneys(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["BACKLOT_URL"]) return undefined;
  const product = await startProduct();
  process.env["BACKLOT_URL"] = product.url;
  process.env["BACKLOT_SUPERVISOR_PID"] = String(product.supervisorPid);
  process.env["BACKLOT_DATA_DIR"] = product.dataDir;
  return product.stop;
}
