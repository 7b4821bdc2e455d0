import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface Stage {
  base: string;
  name: string;
  /** Instruction and the rest of its line, continuation lines joined. */
  steps: [instruction: string, rest: string][];
}

function parseDockerfile(text: string): Stage[] {
  const lines = text.replace(/^\s*#.*$/gm, "").replace(/\\\n/g, " ");
  const stages: Stage[] = [];
  for (const line of lines.split("\n").filter((it) => it.trim() !== "")) {
    const [, instruction = "", rest = ""] = /^\s*(\S+)\s+(.*)$/.exec(line) ?? [];
    const from = instruction === "FROM" ? /^(\S+) AS (\S+)$/.exec(rest) : null;
    if (from?.[1] && from[2]) stages.push({ base: from[1], name: from[2], steps: [] });
    else stages.at(-1)?.steps.push([instruction, rest.replace(/\s+/g, " ").trim()]);
  }
  return stages;
}

describe("the Dockerfile", () => {
  const stages = parseDockerfile(read("Dockerfile"));
  const runtime = stages.at(-1) as Stage;
  const all = (instruction: string, stage = runtime) =>
    stage.steps.filter(([it]) => it === instruction).map(([, rest]) => rest);
  const one = (instruction: string) => {
    const found = all(instruction);
    expect(found, instruction).toHaveLength(1);
    return found[0] as string;
  };

  it("builds in stages of its own and ships the last one", () => {
    expect(stages.map((it) => it.name)).toEqual(["dependencies", "build", "production-dependencies", "runtime"]);
  });

  it("starts from one pinned major of Node's slim image", () => {
    const bases = stages.map((it) => it.base).filter((base) => !stages.some((stage) => stage.name === base));
    expect([...new Set(bases)]).toEqual(["node:24-slim"]);
  });

  it("installs what the lock file says, before any source enters, so that source changes install nothing", () => {
    const [dependencies] = stages as [Stage];
    expect(all("COPY", dependencies)).toEqual(["package.json package-lock.json .npmrc ./"]);
    expect(all("RUN", dependencies).join()).toMatch(/npm ci$/);
    const installsElsewhere = stages
      .slice(1)
      .flatMap((stage) => all("RUN", stage).filter((it) => /npm (ci|i)\b/.test(it)));
    expect(installsElsewhere).toEqual([]);
  });

  it("ships production dependencies, the build, the migrations and nothing else", () => {
    expect(all("COPY")).toEqual([
      "--from=production-dependencies /app/node_modules ./node_modules",
      "package.json LICENSE ./",
      "drizzle ./drizzle",
      "--from=build /app/dist ./dist",
    ]);
    expect(all("RUN", stages[2])).toEqual(["npm prune --omit=dev"]);
  });

  it("copies only files that exist and the build context lets in", () => {
    const allowed = new Set(
      read(".dockerignore")
        .split("\n")
        .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : [])),
    );
    for (const stage of stages) {
      for (const copy of all("COPY", stage).filter((it) => !it.startsWith("--from"))) {
        for (const source of copy.split(" ").slice(0, -1)) {
          expect(existsSync(join(root, source)), source).toBe(true);
          expect(allowed, source).toContain(source);
        }
      }
    }
  });

  it("keeps everything out of the build context that is not named", () => {
    const lines = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).toBe("*");
    expect(lines.slice(1).every((line) => line.startsWith("!"))).toBe(true);
    expect(lines.join()).not.toMatch(/\.env|data|\.git\b/);
  });

  it("runs as uid 1000, which owns only the data", () => {
    expect(one("USER")).toBe("1000:1000");
    expect(all("RUN")).toEqual(["install -d -o 1000 -g 1000 -m 0700 /data"]);
    expect(all("COPY").join()).not.toContain("--chown");
    expect(one("VOLUME")).toBe('["/data"]');
    expect(one("ENV")).toContain("DATABASE_URL=file:/data/gameroom.db");
  });

  it("starts and stops the process itself, without a shell in between", () => {
    expect(JSON.parse(one("CMD"))).toEqual(["node", "dist/server.js"]);
    expect(one("STOPSIGNAL")).toBe("SIGTERM");
    expect(all("ENTRYPOINT")).toEqual([]);
  });

  it("asks for its health with Node alone", () => {
    const [, command = "[]"] = /CMD (.*)$/.exec(one("HEALTHCHECK")) ?? [];
    const [program, flag, script] = JSON.parse(command);
    expect([program, flag]).toEqual(["node", "-e"]);
    expect(script).toContain("/healthz");
  });

  it("says what it is in the labels of the Open Container Initiative", () => {
    for (const name of ["title", "description", "licenses", "version", "revision"]) {
      expect(one("LABEL")).toContain(`org.opencontainers.image.${name}=`);
    }
    expect(all("ARG")).toContain(`VERSION=${JSON.parse(read("package.json")).version}`);
  });

  it("holds no secret", () => {
    const settings = stages.flatMap((stage) => [...all("ENV", stage), ...all("ARG", stage)]).join(" ");
    expect(settings).not.toMatch(/TOKEN|SECRET|PASSWORD|KEY/i);
  });
});
