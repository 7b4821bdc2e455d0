import { resolve } from "node:path";
import { LibsqlError } from "@libsql/core/api";

/**
 * The absolute path in a `file:` URL: `file:./data/x.db` and `file:data/x.db` are relative to the working directory,
 * `file:/x.db`, `file:///x.db` and `file://localhost/x.db` are absolute. Percent-encoded characters are decoded.
 * Throws `LibsqlError` (`URL_INVALID`) for other hosts, for parameters, and for databases in memory, which have one connection.
 */
export function pathOfFileUrl(url: string): string {
  const parts = /^file:(?:\/\/(?<host>[^/?#]*)(?=\/))?(?<path>[^?#]*)(?<rest>.*)$/i.exec(url)?.groups;
  const { host = "", path = "", rest = "" } = parts ?? {};
  if (host !== "" && host.toLowerCase() !== "localhost") throw invalid("A file: URL names no host");
  if (rest !== "") throw invalid("A file: URL takes no parameters");
  if (path === "" || path.startsWith("//")) throw invalid("A file: URL needs a path");
  if (path.startsWith(":memory:")) throw invalid("A database in memory cannot have the connections it needs");
  return resolve(decodeURIComponent(path));
}

const invalid = (message: string) => new LibsqlError(message, "URL_INVALID");
