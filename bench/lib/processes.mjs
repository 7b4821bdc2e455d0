import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts a script of `servers/` in a process of its own and waits until it tells its port. */
export async function startServer(script, ...args) {
  const child = fork(fileURLToPath(new URL(`../servers/${script}.mjs`, import.meta.url)), args);
  const port = await new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message.port));
    child.once("exit", (code) => reject(new Error(`${script} exited with ${code}`)));
  });
  return { port, url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => child.kill() };
}
