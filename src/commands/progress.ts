import type { CommandContext } from "./command.ts";

const WIDTH = 30;

/** A bar that redraws itself on a terminal, and a line now and then elsewhere. */
export function createProgress({ err, interactive }: CommandContext, unit: string) {
  let lastTenth = -1;
  return {
    update(done: number, total: number): void {
      const share = total === 0 ? 1 : done / total;
      const filled = Math.round(share * WIDTH);
      const line = `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}] ${done} of ${total} ${unit}`;
      if (interactive) process.stderr.write(`\r${line}`);
      else if (Math.floor(share * 10) > lastTenth) {
        lastTenth = Math.floor(share * 10);
        err(line);
      }
    },
    end(): void {
      if (interactive) process.stderr.write("\n");
    },
  };
}
