import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

export const ROOT = join(import.meta.dirname, "../..");

// Manifests are foreign, deeply nested and only ever read by paths the tests spell out.
// biome-ignore lint/suspicious/noExplicitAny: a typed view would be the schema over again.
export type Manifest = any;

/** Whether this machine has kubectl, which brings the kustomize that renders overlays. */
export function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The objects a folder below k8s/ renders to. Needs kubectl, no cluster. */
export function render(folder: string): Manifest[] {
  const text = execFileSync("kubectl", ["kustomize", join(ROOT, "k8s", folder)], { encoding: "utf8" });
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}

/** The one object of a kind, or the one with the name where there are several. */
export function pick(manifests: Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter((it) => it.kind === kind && (name === undefined || it.metadata.name === name));
  if (found.length !== 1) throw new Error(`expected one ${kind} ${name ?? ""}, found ${found.length}`);
  return found[0];
}

/** Pod templates of everything that runs, by the name of its object. */
export function podSpecs(manifests: Manifest[]): [string, Manifest][] {
  return manifests.flatMap((it): [string, Manifest][] => {
    if (it.kind === "Deployment") return [[it.metadata.name, it.spec.template.spec]];
    if (it.kind === "CronJob") return [[it.metadata.name, it.spec.jobTemplate.spec.template.spec]];
    return [];
  });
}

export const containersOf = (pod: Manifest): Manifest[] => [...(pod.initContainers ?? []), ...pod.containers];

/** Faults of one object against Kubernetes' own OpenAPI schema: types, required fields, allowed values. */
export async function schemaFaults(manifest: Manifest): Promise<string[]> {
  const group = await import(`kubernetes-models/${manifest.apiVersion}`);
  const Model = group[manifest.kind];
  if (Model === undefined) return [`${manifest.apiVersion} has no kind ${manifest.kind}`];
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind} ${manifest.metadata?.name}: ${(error as Error).message}`];
  }
}

/**
 * Fields Kubernetes does not know, which the API server would drop or refuse and the schema check lets pass.
 * Asks the compiler: object literals may only have the members of the types made from the same schemas.
 */
export function unknownFields(manifests: Manifest[]): string {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-manifests-"));
  const models = createRequire(import.meta.url)
    .resolve("kubernetes-models/v1")
    .replace(/\/v1\/.*$/, "");
  const source = manifests.map(
    (it, index) =>
      `export const m${index}: import("kubernetes-models/${it.apiVersion}").I${it.kind} = ${JSON.stringify(it, null, 1)};`,
  );
  writeFileSync(join(folder, "manifests.ts"), source.join("\n"));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        module: "preserve",
        types: [],
        paths: { "kubernetes-models/*": [`${models}/*`] },
      },
      files: ["manifests.ts"],
    }),
  );
  try {
    execFileSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
