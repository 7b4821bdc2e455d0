import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Waits until closed databases have let go of their files. The native driver keeps a closed connection, and its shared lock,
 * for as long as any of its statements has not been collected; so this collects. It costs some tens of milliseconds: call
 * it before replacing a database file or asking for exclusive access to it, not on every close.
 */
export async function releaseClosedFiles(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  // The driver's finalizers run in the turn after the collection.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
