import { type Round, SEASON_TYPES, type SeasonType, type Slot } from "./game.ts";
import type { League, SeasonPart } from "./league.ts";

/** A slot with what the league's calendar says of it. */
export interface SlotInfo extends Slot {
  /** "Week 4", "Hall of Fame Weekend", "Wild Card". */
  label: string;
  round: Round | null;
  /** When its week begins by rule. */
  start: Date;
}

const seasonCache = new WeakMap<League, Map<number, { parts: SeasonPart[]; slots: SlotInfo[] }>>();
const seasonOfLeague = (league: League, season: number): { parts: SeasonPart[]; slots: SlotInfo[] } => {
  let seasons = seasonCache.get(league);
  if (seasons === undefined) {
    seasons = new Map();
    seasonCache.set(league, seasons);
  }
  let known = seasons.get(season);
  if (known === undefined) {
    const parts = isSeason(league, season) ? league.seasonParts(season) : [];
    const slots = parts.flatMap(({ seasonType, weeks }) =>
      weeks.map(({ week, label, round, start }) => ({ season, seasonType, week, label, round, start })),
    );
    known = { parts, slots };
    // Only real seasons are kept, so that odd input cannot fill the memory.
    if (parts.length > 0) seasons.set(season, known);
  }
  return known;
};

/** Whether the league's data covers the season. */
export const isSeason = (league: League, season: number): boolean =>
  Number.isInteger(season) && season >= league.firstSeason && season <= league.lastSeason;

/** The parts of a season in playing order; empty for a season that is not covered. */
export const partsOf = (league: League, season: number): readonly SeasonPart[] => seasonOfLeague(league, season).parts;

/** Every slot of a season in playing order; empty for a season that is not covered. */
export const slotsOf = (league: League, season: number): readonly SlotInfo[] => seasonOfLeague(league, season).slots;

export const isSameSlot = (a: Slot, b: Slot): boolean =>
  a.season === b.season && a.seasonType === b.seasonType && a.week === b.week;

const toSlot = ({ season, seasonType, week }: Slot): Slot => ({ season, seasonType, week });

/** What the calendar says of a slot; undefined when there is no such week (the all-star week included). */
export const findSlot = (league: League, slot: Slot): SlotInfo | undefined =>
  slotsOf(league, slot.season).find((candidate) => isSameSlot(candidate, slot));

export const isSlot = (league: League, slot: Slot): boolean => findSlot(league, slot) !== undefined;

/** "Week 4", "Super Bowl"; for a week that is not in the calendar, "Week N". */
export const weekLabel = (league: League, slot: Slot): string => findSlot(league, slot)?.label ?? `Week ${slot.week}`;

const step = (league: League, slot: Slot, direction: 1 | -1): Slot | undefined => {
  const slots = slotsOf(league, slot.season);
  const position = slots.findIndex((candidate) => isSameSlot(candidate, slot));
  if (position === -1) return undefined;
  const beside = slots[position + direction] ?? slotsOf(league, slot.season + direction).at(direction === 1 ? 0 : -1);
  return beside === undefined ? undefined : toSlot(beside);
};

/** The slot after, over the end of a season too; undefined after the last known one, and for a week that does not exist. */
export const nextSlot = (league: League, slot: Slot): Slot | undefined => step(league, slot, 1);

/** The slot before; undefined before the first known one, and for a week that does not exist. */
export const previousSlot = (league: League, slot: Slot): Slot | undefined => step(league, slot, -1);

/** The position of a slot in playing order: comparable within and across seasons. */
export const compareSlots = (a: Slot, b: Slot): number =>
  a.season - b.season || SEASON_TYPES.indexOf(a.seasonType) - SEASON_TYPES.indexOf(b.seasonType) || a.week - b.week;

/** "2025-regular-04": sorts as text within one part of a season. */
export const slotKey = ({ season, seasonType, week }: Slot): string =>
  `${season}-${seasonType}-${String(week).padStart(2, "0")}`;

/** The slot of a key; undefined when the text is none. Whether the league has such a week is another question (`isSlot`). */
export const parseSlotKey = (key: string): Slot | undefined => {
  const [, season, seasonType, week] = /^(\d{4})-([a-z]+)-(\d{1,2})$/.exec(key) ?? [];
  const known = SEASON_TYPES.find((type) => type === seasonType);
  return known === undefined ? undefined : { season: Number(season), seasonType: known, week: Number(week) };
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(Math.trunc(value), low), high);

/**
 * The nearest slot to lenient input, for pages that always show something: seasons outside the covered ones, weeks below
 * the first and beyond the last are moved to the end they passed; the all-star week becomes the Super Bowl; a missing
 * week is the first of its part.
 */
export const normalizeSlot = (
  league: League,
  input: { season: number; seasonType?: SeasonType | undefined; week?: number | undefined },
): Slot => {
  const season = Number.isNaN(input.season)
    ? league.lastSeason
    : clamp(input.season, league.firstSeason, league.lastSeason);
  const seasonType = input.seasonType ?? "regular";
  const weeks = partsOf(league, season).find((part) => part.seasonType === seasonType)?.weeks ?? [];
  const wanted = input.week ?? Number.NEGATIVE_INFINITY;
  // A gap in the numbers is the all-star week: the next real one is meant.
  const week = weeks.find((candidate) => candidate.week >= wanted) ?? weeks.at(-1);
  return { season, seasonType, week: week?.week ?? 1 };
};

/**
 * The season an instant belongs to: the last one whose first (preseason) week has begun, so January and the months
 * without games belong to the season before. Bounded by the covered seasons.
 */
export const seasonOf = (league: League, instant: Date): number => {
  for (let season = league.lastSeason; season > league.firstSeason; season -= 1) {
    const first = slotsOf(league, season)[0];
    if (first !== undefined && first.start <= instant) return season;
  }
  return league.firstSeason;
};

/** ESPN's numbers of the parts of a season. Its 4 is the time without games. */
const ESPN_SEASON_TYPES: Record<SeasonType, number> = { pre: 1, regular: 2, post: 3 };

export const toEspnSeasonType = (seasonType: SeasonType): number => ESPN_SEASON_TYPES[seasonType];

/** The part of a season for ESPN's number, 1 to 3; undefined for the offseason and anything else. */
export const fromEspnSeasonType = (type: number): SeasonType | undefined =>
  SEASON_TYPES.find((seasonType) => ESPN_SEASON_TYPES[seasonType] === type);
