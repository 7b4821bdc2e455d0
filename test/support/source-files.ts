import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

/** A source file as the architecture test sees it; made up ones prove that the rules bite. */
export interface SourceFile {
  /** Relative to src/, with forward slashes. */
  path: string;
  text: string;
}

export interface Import {
  /** As written. */
  specifier: string;
  /** Target relative to src/ for relative imports, undefined for packages. */
  target: string | undefined;
  /** Erased by the compiler: no code runs, no module is loaded. */
  typeOnly: boolean;
}

const TOKENS = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
const isComment = (token: string) => token.startsWith("//") || token.startsWith("/*");

/** The text without comments; what stands in strings stays. */
export const withoutComments = (text: string) => text.replace(TOKENS, (token) => (isComment(token) ? " " : token));

/** The text without comments and without the content of plain strings. Template literals stay: they can hold code. */
export const codeOf = (text: string) =>
  text.replace(TOKENS, (token) => (isComment(token) ? " " : token.startsWith("`") ? token : '""'));

const IMPORT =
  /(?<![\w.$])(?:(?:import|export)\s+(?<type>type\s+)?(?<names>[\w*$\s,]*(?:\{[^}]*\})?)\s*from\s*|import\s*\(\s*|import\s+)"(?<specifier>[^"]+)"/g;

/** Every import and re-export of a file, dynamic ones included. */
export function importsOf(file: SourceFile): Import[] {
  return [...withoutComments(file.text).matchAll(IMPORT)].map(({ groups }) => {
    const { type, names = "", specifier = "" } = groups ?? {};
    const list = /^\{([^}]*)\}$/.exec(names.trim())?.[1]?.split(",") ?? [];
    const named = list.map((name) => name.trim()).filter((name) => name !== "");
    return {
      specifier,
      target: specifier.startsWith(".") ? posix.join(posix.dirname(file.path), specifier) : undefined,
      typeOnly: type !== undefined || (named.length > 0 && named.every((name) => name.startsWith("type "))),
    };
  });
}

/** Every file below a folder, as paths relative to it with forward slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

export const ROOT = join(dirname(import.meta.dirname), "..");

/** All TypeScript below src/. */
export function readSources(): SourceFile[] {
  const src = join(ROOT, "src");
  return filesBelow(src)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(src, path), "utf8") }));
}
