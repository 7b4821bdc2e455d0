import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SETTINGS } from "../../src/config.ts";
import {
  containersOf,
  hasKubectl,
  type Manifest,
  pick,
  podSpecs,
  ROOT,
  render,
  schemaFaults,
  unknownFields,
} from "../support/manifests.ts";

const kubectl = hasKubectl();
if (!kubectl)
  console.warn("Skipped: test/ops/k8s.test.ts, because kubectl is not installed (it renders the overlays).");

const version: string = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
const FOLDERS = ["base", "overlays/dev", "overlays/prod"];
const rendered = new Map<string, Manifest[]>(kubectl ? FOLDERS.map((folder) => [folder, render(folder)]) : []);

describe.skipIf(!kubectl).each(FOLDERS)("k8s/%s", (folder) => {
  const manifests = rendered.get(folder) ?? [];
  const find = (kind: string, name?: string) => pick(manifests, kind, name);
  const server = () => find("Deployment").spec.template.spec;
  const serverContainer = () => server().containers[0];
  const settings = () => manifests.find((it) => it.kind === "ConfigMap").data;

  it("holds only objects that Kubernetes' schemas accept", async () => {
    const faults = await Promise.all(manifests.map(schemaFaults));
    expect(faults.flat()).toEqual([]);
  });

  it("has no field that Kubernetes does not know", () => {
    expect(unknownFields(manifests)).toBe("");
  });

  it("puts every namespaced object into the namespace it creates", () => {
    const clusterWide = new Set(["Namespace", "PersistentVolume"]);
    const namespace = find("Namespace").metadata.name;
    const elsewhere = manifests.filter((it) => !clusterWide.has(it.kind) && it.metadata.namespace !== namespace);
    expect(elsewhere.map((it) => it.metadata.name)).toEqual([]);
  });

  it("runs one server, and stops the old one before it starts the new one", () => {
    const { replicas, strategy } = find("Deployment").spec;
    expect(replicas).toBe(1);
    expect(strategy).toEqual({ type: "Recreate" });
  });

  it("runs a pinned release of one image everywhere", () => {
    const images = new Set(podSpecs(manifests).flatMap(([, pod]) => containersOf(pod).map((it) => it.image)));
    expect([...images]).toEqual([`gameroom:${version}${folder === "overlays/dev" ? "-dev" : ""}`]);
  });

  it("runs every pod as uid 1000 with the default seccomp profile and no account token", () => {
    for (const [name, pod] of podSpecs(manifests)) {
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        fsGroup: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(pod.automountServiceAccountToken, name).toBe(false);
      for (const key of ["hostNetwork", "hostPID", "hostIPC"]) expect(pod[key], `${name} ${key}`).toBeUndefined();
    }
  });

  it("confines every container: read-only root, no capability, no way to gain one", () => {
    const pods = podSpecs(manifests).flatMap(([, pod]) => containersOf(pod));
    for (const { name, securityContext } of pods.filter((it) => it.name !== "prepare-volume")) {
      expect(securityContext, name).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("gives every writing container the data and a scratch folder, and nothing else", () => {
    for (const [name, pod] of podSpecs(manifests)) {
      for (const container of containersOf(pod).filter((it) => it.name !== "prepare-volume")) {
        const mounts = container.volumeMounts.map((it: Manifest) => it.mountPath);
        expect(mounts, `${name} ${container.name}`).toEqual(["/data", "/tmp"]);
      }
      expect(pod.volumes, name).toEqual([
        { name: "data", persistentVolumeClaim: { claimName: find("PersistentVolumeClaim").metadata.name } },
        { name: "tmp", emptyDir: expect.objectContaining({ sizeLimit: expect.any(String) }) },
      ]);
    }
  });

  it("migrates before the server starts", () => {
    expect(server().initContainers.at(-1).command).toEqual(["node", "dist/cli.js", "migrate"]);
    expect(serverContainer().command).toEqual(["node", "dist/server.js"]);
  });

  it("asks the server by its own health endpoints, patiently at start", () => {
    const { startupProbe, readinessProbe, livenessProbe } = serverContainer();
    expect(startupProbe.httpGet.path).toBe("/healthz");
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBeGreaterThanOrEqual(60);
    expect(readinessProbe.httpGet.path).toBe("/readyz");
    expect(livenessProbe.httpGet.path, "a restart must not depend on feeds or locks").toBe("/healthz");
    const ports = Object.fromEntries(serverContainer().ports.map((it: Manifest) => [it.name, it.containerPort]));
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) expect(ports[probe.httpGet.port]).toBe(8000);
  });

  it("leaves more time to stop than a graceful stop takes", () => {
    for (const [name, pod] of podSpecs(manifests)) expect(pod.terminationGracePeriodSeconds, name).toBeGreaterThan(10);
  });

  it("bounds memory and requests what scheduling needs, for every container", () => {
    for (const [name, pod] of podSpecs(manifests)) {
      for (const { name: container, resources } of containersOf(pod)) {
        expect(resources, `${name} ${container}`).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    }
  });

  it("collects as a job that never overlaps itself, ends, and cleans up after itself", () => {
    const { spec } = find("CronJob");
    expect(spec.concurrencyPolicy).toBe("Forbid");
    expect(spec.startingDeadlineSeconds).toBeGreaterThan(10);
    expect(spec.successfulJobsHistoryLimit).toBeLessThanOrEqual(3);
    expect(spec.failedJobsHistoryLimit).toBeLessThanOrEqual(3);
    const job = spec.jobTemplate.spec;
    expect(job.backoffLimit).toBeLessThanOrEqual(2);
    expect(job.activeDeadlineSeconds).toBeLessThan(3_600);
    expect(job.template.spec.restartPolicy).toBe("Never");
    expect(job.template.spec.containers[0].command).toEqual(["node", "dist/collector.js", "--once"]);
  });

  it("has a collector fast enough for live scores: in the server, or else a job every minute", () => {
    const { schedule } = find("CronJob").spec;
    expect(schedule === "* * * * *" || settings().COLLECTOR === "on").toBe(true);
  });

  it("sets only settings the product knows, and no secret among them", () => {
    for (const name of Object.keys(settings())) {
      const setting = SETTINGS[name as keyof typeof SETTINGS];
      expect(setting, name).toBeDefined();
      expect("secret" in setting, name).toBe(false);
    }
    expect(settings()).toMatchObject({ DATABASE_URL: "file:/data/gameroom.db", PORT: "8000" });
    expect(manifests.filter((it) => it.kind === "Secret")).toEqual([]);
  });

  it("hands the same settings and the operator's secrets to every process of the product", () => {
    const config = manifests.find((it) => it.kind === "ConfigMap").metadata.name;
    for (const [name, pod] of podSpecs(manifests)) {
      for (const container of containersOf(pod).filter((it) => it.command[0] === "node")) {
        expect(container.envFrom, `${name} ${container.name}`).toEqual([
          { configMapRef: { name: config } },
          { secretRef: { name: "gameroom-secrets", optional: true } },
        ]);
      }
    }
  });

  it("rolls the pods when a setting changes, by a hash in the name of the settings", () => {
    expect(manifests.find((it) => it.kind === "ConfigMap").metadata.name).toMatch(/^gameroom-config-[a-z0-9]{10}$/);
  });

  it("leads the service to the server and nothing else", () => {
    const { selector, ports } = find("Service").spec;
    const labels = (kind: "Deployment" | "CronJob") => {
      const { spec } = find(kind);
      return (kind === "Deployment" ? spec : spec.jobTemplate.spec).template.metadata.labels;
    };
    expect(labels("Deployment")).toMatchObject(selector);
    expect(labels("CronJob")).not.toMatchObject(selector);
    expect(ports).toEqual([expect.objectContaining({ targetPort: "http" })]);
  });

  it("lets in only the server's port, and out only name look-ups and HTTPS to the internet", () => {
    const all = find("NetworkPolicy", "gameroom").spec;
    expect(all.policyTypes).toEqual(["Ingress", "Egress"]);
    expect(all.ingress).toBeUndefined();
    const out = all.egress.flatMap((rule: Manifest) =>
      rule.ports.map((port: Manifest) => `${port.protocol}/${port.port}`),
    );
    expect(out.sort()).toEqual(["TCP/443", "TCP/53", "UDP/53"]);
    const world = all.egress.flatMap((rule: Manifest) => rule.to).find((peer: Manifest) => peer.ipBlock);
    expect(world.ipBlock.except).toEqual(expect.arrayContaining(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]));
    const door = find("NetworkPolicy", "gameroom-server").spec;
    expect(door.podSelector.matchLabels).toMatchObject(find("Service").spec.selector);
    expect(door.ingress).toEqual([{ ports: [{ protocol: "TCP", port: 8000 }] }]);
  });
});

describe.skipIf(!kubectl)("the host directory of the base", () => {
  const manifests = rendered.get("base") ?? [];
  const volume = () => pick(manifests, "PersistentVolume");

  it("outlives its claim, and the next claim finds it again", () => {
    const { spec, metadata } = volume();
    const claim = pick(manifests, "PersistentVolumeClaim");
    expect(spec.persistentVolumeReclaimPolicy).toBe("Retain");
    expect(spec.claimRef).toEqual({ namespace: claim.metadata.namespace, name: claim.metadata.name });
    expect(claim.spec).toMatchObject({ volumeName: metadata.name, storageClassName: "" });
  });

  it("is tied to a node, so that no other node starts an empty database", () => {
    const [term] = volume().spec.nodeAffinity.required.nodeSelectorTerms;
    expect(term.matchExpressions).toEqual([{ key: "gameroom-data", operator: "In", values: ["true"] }]);
  });

  it("is handed to uid 1000 by a container that can do nothing else", () => {
    const [prepare, ...others] = pick(manifests, "Deployment").spec.template.spec.initContainers;
    expect(prepare).toMatchObject({
      name: "prepare-volume",
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"], add: ["CHOWN"] },
      },
    });
    expect(prepare.envFrom).toBeUndefined();
    expect(prepare.command.at(-1)).not.toMatch(/-R|777/);
    expect(others.filter((it: Manifest) => it.securityContext.runAsUser === 0)).toEqual([]);
  });
});

it.skipIf(!kubectl)("meets the restricted pod security standard where the cluster provides the volume", () => {
  const dev = rendered.get("overlays/dev") ?? [];
  expect(pick(dev, "Namespace").metadata.labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
  expect(dev.filter((it) => it.kind === "PersistentVolume")).toEqual([]);
  const rooted = podSpecs(dev).flatMap(([, pod]) =>
    containersOf(pod).filter((it) => it.securityContext.runAsUser === 0),
  );
  expect(rooted).toEqual([]);
});

describe("the schema checks themselves", () => {
  const job = (spec: object) => ({ apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "x" }, spec });
  const jobTemplate = { spec: { template: { spec: { containers: [{ name: "c" }] } } } };

  it("catch a wrong type, a missing field and a value that is not allowed", async () => {
    const faults = await schemaFaults(job({ schedule: 5, concurrencyPolicy: "Sometimes" }));
    expect(faults.join()).toMatch(/schedule must be string/);
    expect(faults.join()).toMatch(/jobTemplate/);
    expect(faults.join()).toMatch(/concurrencyPolicy must be equal to one of the allowed values/);
  });

  it("catch a misspelt field", () => {
    expect(unknownFields([job({ schedule: "* * * * *", concurencyPolicy: "Forbid", jobTemplate })])).toMatch(
      /concurencyPolicy/,
    );
  });
});
