import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { selfTest } from "../../../src/platform/db/self-test.ts";
import { environment, scratchDirectory } from "./support.ts";

it("the self-test passes with the installed driver, quickly, and leaves nothing behind", async () => {
  const directory = scratchDirectory();
  await selfTest({ directory, ...environment });
  // Processor time, for the machine may be busy with other tests; the limit is that of every start of the server.
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const before = process.cpuUsage();
    await selfTest({ directory, ...environment });
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  expect(Math.min(...times)).toBeLessThan(50);
  expect(readdirSync(directory)).toEqual([]);
});

it("the self-test says so when the directory cannot be used", async () => {
  const directory = join(scratchDirectory(), "missing");
  await expect(selfTest({ directory, ...environment })).rejects.toMatchObject({ code: "SQLITE_CANTOPEN" });
});
