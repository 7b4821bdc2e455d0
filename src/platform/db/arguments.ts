import { type InArgs, type InValue, LibsqlError } from "@libsql/core/api";
import type { Token } from "./tokenize.ts";

/** What the native driver takes. Anything else makes it throw or, worse, end the process. */
export type BoundValue = null | string | number | bigint | Uint8Array;

/** The parameters of a statement by index: their names, or undefined for `?` and `?1`. */
export type ParameterNames = readonly (string | undefined)[];

/**
 * Numbers parameters as SQLite does (https://sqlite.org/lang_expr.html#varparam): `?` is one more than the highest so far,
 * `?5` is 5, and a name is given one number at its first use.
 */
export function parameterNames(tokens: readonly Token[]): ParameterNames {
  const names: (string | undefined)[] = [];
  for (const { kind, text } of tokens) {
    if (kind !== "parameter") continue;
    if (text === "?") names.push(undefined);
    else if (text.startsWith("?")) while (names.length < Number(text.slice(1))) names.push(undefined);
    else if (!names.includes(text)) names.push(text);
  }
  return names;
}

/**
 * The arguments of a call as values to bind, one for each parameter. Cached statements keep the values of their last run,
 * so a number of arguments that does not fit is refused: throws `LibsqlError` (`ARGUMENTS_MISMATCH`), `RangeError` for
 * numbers that cannot be stored exactly, and `TypeError` for values that SQLite has no type for.
 */
export function bindArguments(parameters: ParameterNames, args: InArgs | undefined): BoundValue[] {
  const count = parameters.length;
  if (args === undefined || Array.isArray(args)) {
    const given = args?.length ?? 0;
    if (given !== count) throw mismatch(`The statement has ${count} parameters, but ${given} arguments were given`);
    const values = new Array<BoundValue>(count);
    for (let i = 0; i < count; i++) values[i] = toBoundValue(args?.[i]);
    return values;
  }
  return parameters.map((name) => {
    if (name === undefined)
      throw mismatch("The statement has parameters without a name, but named arguments were given");
    const key = [name, name.slice(1)].find((candidate) => Object.hasOwn(args, candidate));
    if (key === undefined) throw mismatch("The statement has a named parameter without an argument");
    return toBoundValue(args[key]);
  });
}

function toBoundValue(value: InValue | undefined): BoundValue {
  switch (typeof value) {
    case "string":
      // The native driver reads text up to the first NUL: refusing is better than losing the rest.
      if (value.includes("\0")) throw new RangeError("Text with a NUL character cannot be stored");
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new RangeError("Only finite numbers can be stored");
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        throw new RangeError("A number beyond 2^53 is not exact: pass a bigint, or text");
      }
      return value;
    case "bigint":
      if (BigInt.asIntN(64, value) !== value) throw new RangeError("The bigint does not fit into 64 bits");
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      return objectToBoundValue(value);
  }
}

/** Bytes are copied: the caller may reuse its buffer before a queued write has run. */
function objectToBoundValue(value: object | null | undefined): BoundValue {
  if (value === null) return null;
  if (value instanceof Date) return toBoundValue(value.getTime());
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice(0));
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  throw new TypeError("Only text, numbers, bigints, booleans, dates, bytes and null can be passed to the database");
}

const mismatch = (message: string) => new LibsqlError(message, "ARGUMENTS_MISMATCH");
