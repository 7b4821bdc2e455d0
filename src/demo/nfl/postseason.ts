import type { Round } from "../league.ts";
import { chanceFor } from "./chance.ts";
import type { Club } from "./clubs.ts";
import { endOf, type SimulatedGame } from "./game.ts";
import type { SeasonPlan } from "./plan.ts";
import { recordsOf, resultOf, seedsOf } from "./standings.ts";
import type { WindowName } from "./windows.ts";

const HOUR_MS = 3_600_000;

interface RoundPlan {
  round: Round;
  week: number;
  headline: string;
  windows: readonly WindowName[];
}

const ROUNDS: readonly RoundPlan[] = [
  {
    round: "wild-card",
    week: 1,
    headline: "Wild Card Playoffs",
    windows: ["saturday-afternoon", "saturday-night", "early", "national-late", "sunday-night", "monday-night"],
  },
  {
    round: "divisional",
    week: 2,
    headline: "Divisional Playoffs",
    windows: ["saturday-afternoon", "saturday-night", "early", "sunday-night"],
  },
  { round: "conference", week: 3, headline: "Championship", windows: ["early", "sunday-night"] },
];

/**
 * The bracket as the simulated results make it: seven seeds a conference (see `seedsOf`), the best at home to the worst left in
 * each round. Its events are there all season, without clubs and kickoff until the round before is over.
 */
export function makePostseason(plan: SeasonPlan, regular: readonly SimulatedGame[]): SimulatedGame[] {
  const records = recordsOf(regular);
  const conferences = [...new Set(plan.clubs.map((club) => club.conference))].sort();
  const alive = new Map(
    conferences.map((conference) => [conference, seedsOf(plan.clubs, conference, records, plan.seed)]),
  );
  const games: SimulatedGame[] = [];
  let before = regular;
  for (const { round, week, headline, windows } of ROUNDS) {
    const decidedMs = Math.max(...before.map(endOf)) + HOUR_MS;
    const ofRound: SimulatedGame[] = [];
    const byConference = conferences.map((conference) => pairings(alive.get(conference) ?? [], round));
    // The conferences take turns through the weekend.
    for (let index = 0; ofRound.length < windows.length; index++)
      conferences.forEach((conference, side) => {
        const [home, away] = byConference[side]?.[index] ?? [];
        const window = windows[ofRound.length];
        if (home === undefined || away === undefined || window === undefined) return;
        const game = plan.game({ slot: plan.slot("post", week), home, away, window });
        ofRound.push(undecidedUntil({ ...game, round, headline: `${conference} ${headline}` }, decidedMs));
        const loser = resultOf(game).home > resultOf(game).away ? away : home;
        alive.set(conference, alive.get(conference)?.filter((club) => club !== loser) ?? []);
      });
    games.push(...ofRound);
    before = ofRound;
  }
  return [...games, allStarGame(plan), ...superBowl(plan, [...alive.values()].flat(), before)];
}

/** Home and away by seed: best against worst of those who play; the first seed rests in the first round. */
function pairings(seeds: readonly Club[], round: Round): [Club, Club][] {
  const playing = round === "wild-card" ? seeds.slice(1) : seeds;
  const pairs: [Club, Club][] = [];
  for (let i = 0; i < playing.length / 2; i++) {
    const [home, away] = [playing[i], playing[playing.length - 1 - i]];
    if (home !== undefined && away !== undefined) pairs.push([home, away]);
  }
  return pairs;
}

function undecidedUntil(game: SimulatedGame, decidedMs: number): SimulatedGame {
  const [plain] = game.announcements;
  if (plain === undefined) return game;
  return {
    ...game,
    teamsFromMs: decidedMs,
    announcements: [
      { ...plain, known: false, broadcasts: [] },
      { ...plain, fromMs: decidedMs + HOUR_MS },
    ],
  };
}

function superBowl(plan: SeasonPlan, champions: readonly Club[], before: readonly SimulatedGame[]): SimulatedGame[] {
  const chance = chanceFor(plan.seed, plan.season, "super-bowl");
  const [home, away] = plan.season % 2 === 0 ? champions : [...champions].reverse();
  const host = chance.shuffled(plan.clubs)[0];
  if (home === undefined || away === undefined || host === undefined) return [];
  const game = plan.game({ slot: plan.slot("post", 5), home, away, window: "sunday-night" });
  return [
    {
      ...game,
      round: "super-bowl",
      headline: `Super Bowl ${roman(plan.season - 1965)}`,
      neutralSite: true,
      teamsFromMs: Math.max(...before.map(endOf)) + HOUR_MS,
      venue: { ...game.venue, id: host.espnId, name: `${host.location} Stadium`, city: host.location },
    },
  ];
}

/** Week 4 of the feed's postseason: two teams that are no clubs. */
function allStarGame(plan: SeasonPlan): SimulatedGame {
  const [first, second] = plan.clubs;
  if (first === undefined || second === undefined) throw new Error("a league without clubs");
  const allStars = (espnId: string, conference: string): Club => ({
    ...first,
    team: `nfl:${conference.toLowerCase()}`,
    espnId,
    abbreviation: conference,
    location: conference,
    nickname: "Pro Bowl",
    displayName: `${conference} Pro Bowl`,
    conference,
    division: conference,
  });
  const game = plan.game({ slot: plan.slot("post", 4), home: second, away: first, window: "early" });
  return { ...game, home: allStars("32", "NFC"), away: allStars("31", "AFC"), headline: "Pro Bowl Games" };
}

function roman(number: number): string {
  const signs: [value: number, sign: string][] = [
    [50, "L"],
    [40, "XL"],
    [10, "X"],
    [9, "IX"],
    [5, "V"],
    [4, "IV"],
    [1, "I"],
  ];
  let text = "";
  let rest = number;
  for (const [value, sign] of signs) for (; rest >= value; rest -= value) text += sign;
  return text;
}
