/** What a row of games.csv says wrongly, and what is right. */
export interface Correction {
  /** US Eastern, 24 h. */
  gametime?: string;
  neutralSite?: boolean;
  /** null takes the wrong venue away. */
  stadium?: null;
  reason: string;
}

const twelveHours = { gametime: "09:30", reason: "kickoff given twelve hours late: London games begin at 09:30" };
const toronto = { neutralSite: true, reason: "played in Toronto, as the table itself says of 2008 and 2013" };
const abroad = { stadium: null, reason: "played abroad: the table gives the home club's stadium" } as const;

/**
 * Known faults of the nflverse table by its `game_id`. Never by its `espn` column: eleven groups of games share one id there.
 */
const BY_GAME: Readonly<Record<string, Correction>> = {
  "2014_01_SD_ARI": { gametime: "22:20", reason: "kickoff an hour early: the second Monday game began at 22:20" },
  "2016_02_TB_ARI": { gametime: "16:05", reason: "kickoff given in Arizona's time" },
  "2017_03_BAL_JAX": twelveHours,
  "2017_04_NO_MIA": twelveHours,
  "2017_08_MIN_CLE": twelveHours,
  "2018_07_TEN_LAC": twelveHours,
  "2018_08_PHI_JAX": twelveHours,
  "2009_13_NYJ_BUF": toronto,
  "2010_09_CHI_BUF": toronto,
  "2011_08_WAS_BUF": toronto,
  "2012_15_SEA_BUF": toronto,
  "2025_04_MIN_PIT": abroad,
  "2025_05_MIN_CLE": abroad,
  "2025_06_DEN_NYJ": abroad,
  "2025_07_LA_JAX": abroad,
  "2025_10_ATL_IND": abroad,
  "2025_11_WAS_MIA": abroad,
  "2025_01_KC_LAC": abroad,
  "2026_05_PHI_JAX": { neutralSite: true, reason: "played in London, as the table's own stadium says" },
};

const EVENING: Correction = {
  gametime: "21:00",
  reason: "kickoff given twelve hours early: prime-time games of 2000-2005 began at 21:00, never in the morning",
};

/** The correction for one row, if it is known to be wrong. */
export function correctionFor(gameId: string, season: number, gametime: string): Correction | undefined {
  // All 102 rows at 09:00 are Monday, Thursday and Saturday night games of these six seasons.
  if (season >= 2000 && season <= 2005 && gametime === "09:00") return EVENING;
  return BY_GAME[gameId];
}
