import type { Alignment, Franchise, FranchiseName } from "../../league.ts";

export const FIRST_SEASON = 1999;
/** The first season with 32 clubs in eight divisions. */
const REALIGNED = 2002;

type Division = `${"AFC" | "NFC"} ${"East" | "North" | "South" | "West" | "Central"}`;

const alignment = (from: number, division: Division, to?: number): Alignment => ({
  from,
  ...(to === undefined ? {} : { to }),
  conference: division.slice(0, 3),
  division,
});

const name = (from: number, abbreviation: string, location: string, nickname: string, to?: number): FranchiseName => ({
  from,
  ...(to === undefined ? {} : { to }),
  abbreviation,
  location,
  nickname,
  displayName: `${location} ${nickname}`,
});

interface ClubSpec {
  espn: number;
  key: string;
  names: FranchiseName[];
  /** Division from 2002 on. */
  division: Division;
  /** Division of 1999-2001; null for a club founded later. */
  before: Division | null;
  aliases?: string[];
}

const club = ({ espn, key, names, division, before, aliases = [] }: ClubSpec): Franchise => ({
  id: `nfl:${key}`,
  sourceIds: { espn: String(espn) },
  names,
  alignments: [
    ...(before === null ? [] : [alignment(FIRST_SEASON, before, REALIGNED - 1)]),
    alignment(REALIGNED, division),
  ],
  aliases,
});

/** A club that has kept its name since 1999. */
const steady = (
  espn: number,
  abbreviation: string,
  location: string,
  nickname: string,
  division: Division,
  before: Division,
  aliases: string[] = [],
): Franchise =>
  club({
    espn,
    key: abbreviation.toLowerCase(),
    names: [name(FIRST_SEASON, abbreviation, location, nickname)],
    division,
    before,
    aliases,
  });

/**
 * The 32 clubs since 1999. Abbreviations are ESPN's; `aliases` holds those of nflverse, nfl.com and the statistics sites
 * where they differ. The key in an id is the abbreviation of today and never changes.
 */
export const NFL_FRANCHISES: readonly Franchise[] = [
  steady(2, "BUF", "Buffalo", "Bills", "AFC East", "AFC East"),
  steady(15, "MIA", "Miami", "Dolphins", "AFC East", "AFC East"),
  steady(17, "NE", "New England", "Patriots", "AFC East", "AFC East", ["nwe", "pats"]),
  steady(20, "NYJ", "New York", "Jets", "AFC East", "AFC East", ["ny jets"]),
  steady(33, "BAL", "Baltimore", "Ravens", "AFC North", "AFC Central", ["blt"]),
  steady(4, "CIN", "Cincinnati", "Bengals", "AFC North", "AFC Central"),
  steady(5, "CLE", "Cleveland", "Browns", "AFC North", "AFC Central", ["clv"]),
  steady(23, "PIT", "Pittsburgh", "Steelers", "AFC North", "AFC Central"),
  club({
    espn: 34,
    key: "hou",
    names: [name(REALIGNED, "HOU", "Houston", "Texans")],
    division: "AFC South",
    before: null,
    aliases: ["hst"],
  }),
  steady(11, "IND", "Indianapolis", "Colts", "AFC South", "AFC East"),
  steady(30, "JAX", "Jacksonville", "Jaguars", "AFC South", "AFC Central", ["jac", "jags"]),
  steady(10, "TEN", "Tennessee", "Titans", "AFC South", "AFC Central"),
  steady(7, "DEN", "Denver", "Broncos", "AFC West", "AFC West"),
  steady(12, "KC", "Kansas City", "Chiefs", "AFC West", "AFC West", ["kan"]),
  club({
    espn: 13,
    key: "lv",
    names: [name(FIRST_SEASON, "OAK", "Oakland", "Raiders", 2019), name(2020, "LV", "Las Vegas", "Raiders")],
    division: "AFC West",
    before: "AFC West",
    aliases: ["lvr", "rai"],
  }),
  club({
    espn: 24,
    key: "lac",
    names: [name(FIRST_SEASON, "SD", "San Diego", "Chargers", 2016), name(2017, "LAC", "Los Angeles", "Chargers")],
    division: "AFC West",
    before: "AFC West",
    aliases: ["sdg", "la chargers"],
  }),
  steady(6, "DAL", "Dallas", "Cowboys", "NFC East", "NFC East"),
  steady(19, "NYG", "New York", "Giants", "NFC East", "NFC East", ["ny giants"]),
  steady(21, "PHI", "Philadelphia", "Eagles", "NFC East", "NFC East"),
  club({
    espn: 28,
    key: "wsh",
    names: [
      name(FIRST_SEASON, "WSH", "Washington", "Redskins", 2019),
      { ...name(2020, "WSH", "Washington", "Football Team", 2021), displayName: "Washington" },
      name(2022, "WSH", "Washington", "Commanders"),
    ],
    division: "NFC East",
    before: "NFC East",
    aliases: ["was", "wft", "washington football team"],
  }),
  steady(3, "CHI", "Chicago", "Bears", "NFC North", "NFC Central"),
  steady(8, "DET", "Detroit", "Lions", "NFC North", "NFC Central"),
  steady(9, "GB", "Green Bay", "Packers", "NFC North", "NFC Central", ["gnb"]),
  steady(16, "MIN", "Minnesota", "Vikings", "NFC North", "NFC Central"),
  steady(1, "ATL", "Atlanta", "Falcons", "NFC South", "NFC West"),
  steady(29, "CAR", "Carolina", "Panthers", "NFC South", "NFC West"),
  steady(18, "NO", "New Orleans", "Saints", "NFC South", "NFC West", ["nor"]),
  steady(27, "TB", "Tampa Bay", "Buccaneers", "NFC South", "NFC Central", ["tam", "bucs", "tampa"]),
  steady(22, "ARI", "Arizona", "Cardinals", "NFC West", "NFC East", ["az", "arz"]),
  club({
    espn: 14,
    key: "lar",
    names: [name(FIRST_SEASON, "STL", "St. Louis", "Rams", 2015), name(2016, "LAR", "Los Angeles", "Rams")],
    division: "NFC West",
    before: "NFC West",
    aliases: ["la", "sl", "ram", "la rams"],
  }),
  steady(25, "SF", "San Francisco", "49ers", "NFC West", "NFC West", ["sfo", "niners", "forty niners"]),
  steady(26, "SEA", "Seattle", "Seahawks", "NFC West", "AFC West"),
];

const SIDES = ["East", "North", "South", "West"];
const SIDES_BEFORE_2002 = ["East", "Central", "West"];

/** Division names of a season, AFC first, in the order of the compass the league itself uses. */
export const nflDivisions = (season: number): readonly string[] =>
  ["AFC", "NFC"].flatMap((conference) =>
    (season < REALIGNED ? SIDES_BEFORE_2002 : SIDES).map((side) => `${conference} ${side}`),
  );
