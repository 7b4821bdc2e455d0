import { GAME_EVENT_TYPES } from "../../modules/scores/domain/observe/event-data.ts";
import { listenForChanges } from "./change-feed.ts";
import { showClocks } from "./clock.ts";
import { renewFromServer } from "./own-page.ts";

const BOARD_MS = 15_000;
const SHIFT_MS = 60_000;
/** Also without events: the age of the data is part of the picture. */
const RENEW_MS = 60_000;
/** Positions a few pixels apart; styles.css says where each is. */
const SHIFTS = 8;

let shown = "";

const boards = () => [...document.querySelectorAll<HTMLElement>("[data-board]")];

/** Marks one board as shown; the one shown before when it is still there, else the first. */
function show(name: string): void {
  const all = boards();
  const chosen = all.find((board) => board.dataset.board === name) ?? all[0];
  shown = chosen?.dataset.board ?? "";
  for (const board of all) board.toggleAttribute("data-shown", board === chosen);
}

function showNext(): void {
  const names = boards().map((board) => board.dataset.board ?? "");
  show(names[(names.indexOf(shown) + 1) % names.length] ?? "");
}

const scoresByGame = () =>
  new Map(
    [...document.querySelectorAll<HTMLElement>("[data-game]")].map((tile) => [
      tile.dataset.game,
      [...tile.querySelectorAll<HTMLElement>(".score")],
    ]),
  );

async function renew(): Promise<void> {
  const before = scoresByGame();
  if (!(await renewFromServer("wall"))) return;
  show(shown);
  showClocks();
  for (const [game, scores] of scoresByGame()) {
    const old = before.get(game);
    scores.forEach((score, side) => {
      if (old?.[side] && old[side].textContent !== score.textContent) score.dataset.flip = "";
    });
  }
}

/** Keeps the screen on. The browser lets go of the lock whenever the page is hidden, so it is taken again. */
async function keepAwake(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // Refused on low battery or by policy: the wall works on without it.
  }
}

show("");
setInterval(showNext, BOARD_MS);
setInterval(() => {
  document.body.dataset.shift = String((Number(document.body.dataset.shift ?? 0) + 1) % SHIFTS);
}, SHIFT_MS);
setInterval(() => void renew(), RENEW_MS);
listenForChanges(GAME_EVENT_TYPES, { onChange: () => void renew() });
document.addEventListener("visibilitychange", () => void keepAwake());
void keepAwake();
