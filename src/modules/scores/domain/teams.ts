import type { TeamId } from "./game.ts";
import type { Franchise, League, Seasons } from "./league.ts";
import { editDistance } from "./text-distance.ts";

/** A club as it was in one season. */
export interface TeamSeason {
  league: string;
  season: number;
  team: TeamId;
  abbreviation: string;
  location: string;
  nickname: string;
  displayName: string;
  conference: string;
  /** With the conference in it: "AFC East". */
  division: string;
}

export type TeamResolution = { found: true; team: Franchise } | { found: false; near: Franchise[] };

/** Longer input is no team's name, and is not worth comparing with every one. */
const MAX_INPUT_LENGTH = 60;
const NEAR_MATCH_LIMIT = 5;

const includes = (seasons: Seasons, season: number): boolean =>
  seasons.from <= season && season <= (seasons.to ?? Number.POSITIVE_INFINITY);

/** Lower case, no accents, no dots, single spaces. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[.'’]/g, "")
    .replace(/\s+/g, " ")
    .trim();

interface TeamIndex {
  byId: Map<string, Franchise>;
  bySpelling: Map<string, Franchise[]>;
  bySource: Map<string, Franchise>;
}

const sourceKey = (source: string, sourceId: string): string => `${source}\n${sourceId}`;

const spellingsOf = (franchise: Franchise): Set<string> => {
  const key = franchise.id.slice(franchise.id.indexOf(":") + 1);
  const names = franchise.names.flatMap((name) => [
    name.abbreviation,
    name.location,
    name.nickname,
    name.displayName,
    `${name.abbreviation} ${name.nickname}`,
  ]);
  return new Set([key, ...names, ...franchise.aliases].map(plain));
};

const indexes = new WeakMap<League, TeamIndex>();
const indexOf = (league: League): TeamIndex => {
  const known = indexes.get(league);
  if (known !== undefined) return known;
  const index: TeamIndex = { byId: new Map(), bySpelling: new Map(), bySource: new Map() };
  for (const franchise of league.franchises) {
    index.byId.set(franchise.id, franchise);
    for (const [source, id] of Object.entries(franchise.sourceIds))
      index.bySource.set(sourceKey(source, id), franchise);
    for (const spelling of spellingsOf(franchise)) {
      index.bySpelling.set(spelling, [...(index.bySpelling.get(spelling) ?? []), franchise]);
    }
  }
  indexes.set(league, index);
  return index;
};

/** Input without the league in front of it: `nfl-ne`, `nfl:ne` and `ne` are the same. */
const withoutLeague = (league: League, text: string): string => {
  const input = plain(text);
  return input.startsWith(`${league.id}:`) || input.startsWith(`${league.id}-`)
    ? input.slice(league.id.length + 1).trim()
    : input;
};

/**
 * The clubs whose spellings are nearest to a text, nearest first: those it could stand for, those that a part of it
 * names, those within a third of its length in edits. Empty when nothing is near.
 */
export const nearMatches = (league: League, text: string, limit = NEAR_MATCH_LIMIT): Franchise[] => {
  const input = withoutLeague(league, text).slice(0, MAX_INPUT_LENGTH);
  if (input === "") return [];
  const allowed = Math.max(1, Math.floor(input.length / 3));
  const scored = new Map<Franchise, number>();
  for (const [spelling, franchises] of indexOf(league).bySpelling) {
    const contained =
      Math.min(spelling.length, input.length) >= 4 && (spelling.includes(input) || input.includes(spelling));
    const distance = spelling === input ? 0 : contained ? 1 : editDistance(input, spelling);
    // Nothing of the input is left when every letter is replaced: "xx" is not near "ne".
    if (distance > allowed || distance >= Math.max(input.length, spelling.length)) continue;
    for (const franchise of franchises) {
      scored.set(franchise, Math.min(distance, scored.get(franchise) ?? Number.POSITIVE_INFINITY));
    }
  }
  return [...scored]
    .sort(([a, distanceA], [b, distanceB]) => distanceA - distanceB || a.id.localeCompare(b.id))
    .slice(0, limit)
    .map(([franchise]) => franchise);
};

/**
 * The club a text stands for: an id, an abbreviation, a nickname, a town or a full name of any year, in any case, with
 * or without accents and the league in front. A text that could be two clubs ("New York") is not found and names both.
 */
export const resolveTeam = (league: League, text: string): TeamResolution => {
  const matches = indexOf(league).bySpelling.get(withoutLeague(league, text)) ?? [];
  const [team] = matches;
  return team !== undefined && matches.length === 1
    ? { found: true, team }
    : { found: false, near: nearMatches(league, text) };
};

/** The club with this canonical id. */
export const findTeam = (league: League, team: string): Franchise | undefined => indexOf(league).byId.get(team);

/** The club that a source knows under this id, such as `("espn", "17")`. */
export const teamBySourceId = (league: League, source: string, sourceId: string): Franchise | undefined =>
  indexOf(league).bySource.get(sourceKey(source, sourceId));

const inSeason = (league: League, franchise: Franchise, season: number): TeamSeason | undefined => {
  const name = franchise.names.find((candidate) => includes(candidate, season));
  const alignment = franchise.alignments.find((candidate) => includes(candidate, season));
  if (name === undefined || alignment === undefined) return undefined;
  return {
    league: league.id,
    season,
    team: franchise.id,
    abbreviation: name.abbreviation,
    location: name.location,
    nickname: name.nickname,
    displayName: name.displayName,
    conference: alignment.conference,
    division: alignment.division,
  };
};

/** A club's name and division in a season; undefined when it did not play or the id is unknown. */
export const teamIn = (league: League, team: string, season: number): TeamSeason | undefined => {
  const franchise = findTeam(league, team);
  return franchise === undefined ? undefined : inSeason(league, franchise, season);
};

/** Every club of a season, by division in the league's order, then by name. */
export const teamsOf = (league: League, season: number): TeamSeason[] => {
  const order = new Map(league.divisions(season).map((division, position) => [division, position]));
  return league.franchises
    .flatMap((franchise) => inSeason(league, franchise, season) ?? [])
    .sort(
      (a, b) =>
        (order.get(a.division) ?? 0) - (order.get(b.division) ?? 0) || a.displayName.localeCompare(b.displayName),
    );
};
