import { timeOf, zoneNameOf } from "../text/times.ts";

/** Writes the time of day into every clock of the page. */
export function showClocks(): void {
  const now = new Date();
  for (const clock of document.querySelectorAll<HTMLElement>("[data-clock]")) {
    const { zone } = clock.dataset;
    if (zone === undefined) continue;
    clock.textContent = timeOf(now, zone);
    clock.title = zoneNameOf(now, zone);
  }
}

/** Keeps the clocks right, minute by minute. */
export function runClocks(): void {
  showClocks();
  setTimeout(runClocks, 60_000 - (Date.now() % 60_000));
}
