import type { Connection } from "./connection.ts";
import { isBusyError } from "./errors.ts";

export interface DataVersion {
  /** A token that changes whenever another connection of any process has committed. */
  token(): string;
  /** To be called after a commit of this process, so that the token is read anew within the same turn. */
  committed(): void;
}

/**
 * `PRAGMA data_version` of the reader, which counts the commits of all other connections, our own writer's among them
 * (https://sqlite.org/pragma.html#pragma_data_version). Asked once per turn of the event loop and after our own commits.
 */
export function createDataVersion(reader: Connection, scope: string): DataVersion {
  let current: string | undefined;
  let locked = 0;

  const forget = () => {
    current = undefined;
  };

  return {
    token() {
      if (current !== undefined) return current;
      try {
        current = `${scope}${reader.value("PRAGMA data_version")}`;
      } catch (error) {
        if (!isBusyError(error)) throw error;
        // Nothing is known while another process has the file to itself: a token that nobody has seen before.
        locked += 1;
        return `${scope}locked-${locked}`;
      }
      setImmediate(forget);
      return current;
    },
    committed: forget,
  };
}
