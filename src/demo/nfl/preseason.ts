import { chanceFor } from "./chance.ts";
import type { SimulatedGame } from "./game.ts";
import type { SeasonPlan } from "./plan.ts";
import type { WindowName } from "./windows.ts";

const WINDOWS: readonly WindowName[] = [
  ...Array<WindowName>(3).fill("thursday-night"),
  ...Array<WindowName>(4).fill("friday"),
  ...Array<WindowName>(5).fill("saturday-noon"),
  ...Array<WindowName>(3).fill("saturday-night"),
  "early",
];

/** One game of Hall of Fame weekend and three weeks in which all 32 clubs play. One game is forfeited. */
export function makePreseason(plan: SeasonPlan): SimulatedGame[] {
  const chance = chanceFor(plan.seed, plan.season, "preseason");
  const order = chance.shuffled(plan.clubs);
  const half = order.length / 2;
  const games: SimulatedGame[] = [];
  const [first, second] = [order[0], order[half - 1]];
  if (first !== undefined && second !== undefined)
    games.push({
      ...plan.game({ slot: plan.slot("pre", 1), home: first, away: second, window: "thursday-night" }),
      headline: "Hall of Fame Game",
      neutralSite: true,
    });
  for (const week of [2, 3, 4])
    WINDOWS.forEach((window, index) => {
      const one = order[index];
      const other = order[half + ((index + week) % half)];
      if (one === undefined || other === undefined) return;
      const [home, away] = week % 2 === 0 ? [one, other] : [other, one];
      games.push(plan.game({ slot: plan.slot("pre", week), home, away, window }));
    });
  const forfeited = games.at(-1);
  if (forfeited !== undefined) forfeited.fate = { kind: "forfeited", fromMs: forfeited.kickoffMs };
  return games;
}
