import { type Chance, chanceFor } from "./chance.ts";
import type { SimulatedGame, Venue } from "./game.ts";
import { type Matchup, makeMatchups } from "./matchups.ts";
import type { SeasonPlan } from "./plan.ts";
import type { ScriptOptions } from "./script.ts";
import { broadcastsOf, dealWindows, kickoffIn, type PlacedMatchup } from "./windows.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const WEEKS = 18;
const TIE_WEEK = 3;
const OVERTIME_WEEK = 2;
const CANCELED_WEEK = 17;
/** Weeks in which a better game takes the place of the one on Sunday night. */
const FLEX_WEEKS: ReadonlySet<number> = new Set([6, 9, 12, 15]);
/** Weeks with games whose kickoff is set late. */
const OPEN_KICKOFFS: ReadonlyMap<number, number> = new Map([
  [16, 5],
  [17, 5],
  [18, 16],
]);
const FLEX_NOTICE_MS = 12 * DAY_MS;

const ABROAD: readonly Venue[] = [
  { id: "9001", name: "Wembley Stadium", city: "London", country: "England", indoor: false },
  { id: "9002", name: "Tottenham Hotspur Stadium", city: "London", country: "England", indoor: false },
  { id: "9003", name: "Allianz Arena", city: "Munich", country: "Germany", indoor: false },
];

/** Eighteen weeks with what real seasons have: flexed games, late kickoffs, delays, a postponement, a cancellation, a tie. */
export function makeRegularSeason(plan: SeasonPlan): SimulatedGame[] {
  const matchups = makeMatchups(plan.clubs, plan.seed, plan.season);
  const games: SimulatedGame[] = [];
  let playedMonday: ReadonlySet<string> = new Set();
  for (let week = 1; week <= WEEKS; week++) {
    const chance = chanceFor(plan.seed, plan.season, "week", week);
    const slot = plan.slot("regular", week);
    const ofWeek = matchups.filter((matchup) => matchup.week === week);
    const placed = dealWindows(plan.league, slot, ofWeek, playedMonday, chance);
    playedMonday = new Set(
      placed.filter(({ window }) => window === "monday-night").flatMap(({ home, away }) => [home.team, away.team]),
    );
    const scripts = stories(week, placed);
    const made = placed.map((matchup) => makeGame(plan, matchup, scripts.get(matchup), chance));
    if (FLEX_WEEKS.has(week)) flex(made, placed);
    leaveOpen(made, OPEN_KICKOFFS.get(week) ?? 0);
    if (week === CANCELED_WEEK) cancel(made, placed);
    games.push(...made);
  }
  return [...games, postpone(plan, games, matchups)];
}

function makeGame(
  plan: SeasonPlan,
  { week, home, away, window }: PlacedMatchup,
  script: GameStory | undefined,
  chance: Chance,
): SimulatedGame {
  const game = plan.game({ slot: plan.slot("regular", week), home, away, window, ...(script && { script }) });
  if (window !== "international") return game;
  const venue = ABROAD[chance.integer(0, ABROAD.length - 1)] ?? game.venue;
  return { ...game, neutralSite: true, venue, headline: "International Series" };
}

type GameStory = Omit<ScriptOptions, "strength" | "overtime">;

/** What befalls single games of a week: every week has a stoppage and something that must be taken back or explained. */
function stories(week: number, placed: readonly PlacedMatchup[]): Map<PlacedMatchup, GameStory> {
  const told = new Map<PlacedMatchup, GameStory>();
  const early = placed.filter(({ window }) => window === "early");
  const tell = (index: number, story: GameStory) => {
    const matchup = early[index];
    if (matchup !== undefined) told.set(matchup, story);
  };
  const stop = (kind: "delay" | "rain-delay" | "review", afterMinutes: number, minutes: number): GameStory => ({
    stoppages: [{ kind, afterMs: afterMinutes * MINUTE_MS, lengthMs: minutes * MINUTE_MS }],
  });
  tell(0, { overturned: true });
  tell(1, stop("review", 110, 4));
  tell(2, stop(week % 2 === 0 ? "delay" : "rain-delay", 115, 45));
  if (week === TIE_WEEK) tell(3, { ending: "tie" });
  if (week === OVERTIME_WEEK) tell(3, { ending: "overtime" });
  const monday = placed.find(({ window }) => window === "monday-night");
  if (week === CANCELED_WEEK && monday !== undefined)
    told.set(monday, { stoppages: [{ kind: "suspended", afterMs: 20 * MINUTE_MS, lengthMs: 70 * MINUTE_MS }] });
  return told;
}

/** Sunday night goes to an early game; until twelve days before, each was announced in the other's window. */
function flex(games: SimulatedGame[], placed: readonly PlacedMatchup[]): void {
  const night = games[placed.findIndex(({ window }) => window === "sunday-night")];
  const early = games[placed.findIndex(({ window }) => window === "early")];
  const [nightPlan, earlyPlan] = [night?.announcements[0], early?.announcements[0]];
  if (night === undefined || early === undefined || nightPlan === undefined || earlyPlan === undefined) return;
  const fromMs = earlyPlan.kickoffMs - FLEX_NOTICE_MS;
  night.announcements = [{ ...earlyPlan }, { ...nightPlan, fromMs }];
  early.announcements = [{ ...nightPlan }, { ...earlyPlan, fromMs }];
}

/** Of the last `count` games, Sunday's, only the date is published until the notice period. */
function leaveOpen(games: SimulatedGame[], count: number): void {
  const noticeMs = count === games.length ? 6 * DAY_MS : FLEX_NOTICE_MS;
  for (const game of games.slice(games.length - count)) {
    const [last] = game.announcements.slice(-1);
    if (last === undefined) continue;
    const fromMs = game.kickoffMs - noticeMs;
    game.announcements = [
      { ...last, fromMs: Number.NEGATIVE_INFINITY, known: false, broadcasts: [] },
      { ...last, fromMs },
    ];
  }
}

/** The Monday game is broken off in the first quarter and given up an hour later. */
function cancel(games: SimulatedGame[], placed: readonly PlacedMatchup[]): void {
  const game = games[placed.findIndex(({ window }) => window === "monday-night")];
  if (game !== undefined) game.fate = { kind: "canceled", fromMs: game.kickoffMs + 80 * MINUTE_MS };
}

/**
 * Calls one game off six hours before kickoff. It is replayed under a new event id in a later week in which both clubs are
 * off, as in 2017, or on the Tuesday after where there is none, as in 2020.
 */
function postpone(plan: SeasonPlan, games: readonly SimulatedGame[], matchups: readonly Matchup[]): SimulatedGame {
  const bye = byeWeeks(matchups);
  const plain = games.filter((game) => game.slot.week < 15 && !game.neutralSite && game.announcements.length === 1);
  const shared = plain
    .map((game) => ({ game, week: bye.get(game.home.team) ?? 0, other: bye.get(game.away.team) }))
    .filter(({ game, week, other }) => week === other && week > game.slot.week)
    .sort((a, b) => a.week - a.game.slot.week - (b.week - b.game.slot.week))[0];
  const shell = shared?.game ?? plain[0];
  if (shell === undefined) throw new Error("a season without an ordinary game");

  const fromMs = shell.kickoffMs - 6 * HOUR_MS;
  shell.fate = { kind: "postponed", fromMs };
  const slot = plan.slot("regular", shared?.week ?? shell.slot.week);
  const replay = plan.game({ slot, home: shell.home, away: shell.away, window: "early" });
  const kickoffMs = shared === undefined ? kickoffIn(plan.league, slot, "monday-night") + DAY_MS : replay.kickoffMs;
  return {
    ...replay,
    kickoffMs,
    listedFromMs: fromMs + 3 * HOUR_MS,
    announcements: [{ fromMs, kickoffMs, known: true, broadcasts: broadcastsOf("early") }],
  };
}

/** The week without a game, by team id. */
export function byeWeeks(matchups: readonly Matchup[]): Map<string, number> {
  const weeks = new Map<string, Set<number>>();
  for (const { week, home, away } of matchups)
    for (const club of [home, away]) weeks.set(club.team, (weeks.get(club.team) ?? new Set()).add(week));
  const byes = new Map<string, number>();
  for (const [team, played] of weeks)
    for (let week = 1; week <= WEEKS; week++) if (!played.has(week)) byes.set(team, week);
  return byes;
}
