import { runClocks } from "./clock.ts";

const YEAR_SECONDS = 31_536_000;
const root = document.documentElement;

/** Remembers a choice for the server to read on the next page. */
function remember(name: "theme" | "tz", value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser a wall tablet has
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

function applyPreferences(form: HTMLFormElement): void {
  form.querySelector("button")?.remove();
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "theme") chooseTheme(target.value);
    if (target instanceof HTMLSelectElement && target.name === "timeZone") chooseZone(target.value);
  });
  offerOwnZone(form.querySelector("select"));
}

function chooseTheme(theme: string): void {
  remember("theme", theme);
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function chooseZone(zone: string): void {
  remember("tz", zone);
  const address = new URL(location.href);
  const named = address.searchParams.has("tz");
  // A zone named in the address would win over the choice just made.
  address.searchParams.delete("tz");
  if (named) location.assign(address);
  else location.reload();
}

function offerOwnZone(select: HTMLSelectElement | null): void {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select || !own || [...select.options].some(({ value }) => value === own)) return;
  select.add(new Option(`${own.replaceAll("_", " ")} (this device)`, own), 0);
}

function offerCopy(block: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("code")?.textContent ?? "");
    button.textContent = "Copied";
  });
  block.append(button);
}

root.classList.add("scripted");
runClocks();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-preferences]")) applyPreferences(form);
for (const select of document.querySelectorAll<HTMLSelectElement>("[data-submit-on-change]")) {
  select.addEventListener("change", () => select.form?.requestSubmit());
}
// The clipboard is there only on https and on this machine.
if (navigator.clipboard) for (const block of document.querySelectorAll<HTMLElement>("[data-copy]")) offerCopy(block);
document.querySelector(".week-strip [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
