import { execFileSync, fork, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** Starts a script of `servers/` in a process of its own and waits until it tells its port. */
export async function startServer(script, ...args) {
  const child = fork(fileURLToPath(new URL(`../servers/${script}.mjs`, import.meta.url)), args);
  const { port } = await nextMessage(child, script);
  return { port, url: `http://127.0.0.1:${port}`, stop: () => stop(child) };
}

/** Starts a script of `workers/`; `ask` sends it a message and gives its answer. */
export async function startWorker(script, ...args) {
  const child = fork(fileURLToPath(new URL(`../workers/${script}.mjs`, import.meta.url)), args);
  await nextMessage(child, script);
  return {
    ask(message) {
      child.send(message);
      return nextMessage(child, script);
    },
    stop: () => stop(child),
  };
}

/** Runs a script of `workers/` to its end; gives the one message it sent. */
export async function runWorker(script, ...args) {
  const child = fork(fileURLToPath(new URL(`../workers/${script}.mjs`, import.meta.url)), args);
  const message = await nextMessage(child, script);
  await ended(child);
  return message;
}

/** Starts a built entry point as its user would. */
export function startEntry(url, env) {
  const child = spawn(process.execPath, [fileURLToPath(url)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { pid: child.pid, stop: () => stop(child) };
}

/** A port that was free a moment ago. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Resident memory of a process in MB (millions of bytes). */
export function residentMegabytes(pid) {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return (Number(kibibytes) * 1_024) / 1e6;
}

function nextMessage(child, name) {
  return new Promise((resolve, reject) => {
    const failed = (code) => reject(new Error(`${name} exited with ${code}`));
    child.once("exit", failed);
    child.once("message", (message) => {
      child.off("exit", failed);
      resolve(message);
    });
  });
}

const ended = (child) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", resolve);
  });

async function stop(child) {
  child.kill();
  await ended(child);
}
