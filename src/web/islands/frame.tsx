import { timeOf, zoneNameOf } from "../text/times.ts";
import { rememberChoice } from "./preferences.ts";

const root = document.documentElement;
root.classList.add("scripted");

function showClock(): void {
  const clock = document.querySelector<HTMLElement>("[data-clock]");
  const timeZone = clock?.dataset.zone;
  if (!clock || timeZone === undefined) return;
  const now = new Date();
  clock.textContent = timeOf(now, timeZone);
  clock.title = zoneNameOf(now, timeZone);
  setTimeout(showClock, 60_000 - (Date.now() % 60_000));
}

function applyPreferences(form: HTMLFormElement): void {
  form.querySelector("button")?.remove();
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "theme") {
      rememberChoice("theme", target.value);
      if (target.value === "auto") delete root.dataset.theme;
      else root.dataset.theme = target.value;
    }
    if (target instanceof HTMLSelectElement && target.name === "timeZone") {
      rememberChoice("tz", target.value);
      // The address may name a zone of its own, which would win over the choice just made.
      const address = new URL(location.href);
      address.searchParams.delete("tz");
      location.assign(address);
      if (address.href === location.href) location.reload();
    }
  });
  offerOwnZone(form.querySelector("select"));
}

function offerOwnZone(select: HTMLSelectElement | null): void {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select || !own || [...select.options].some(({ value }) => value === own)) return;
  select.add(new Option(`${own.replaceAll("_", " ")} (this device)`, own), 0);
}

showClock();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) applyPreferences(form);
for (const select of document.querySelectorAll<HTMLSelectElement>("[data-submit-on-change]")) {
  select.addEventListener("change", () => select.form?.requestSubmit());
}
document.querySelector(".week-strip [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
