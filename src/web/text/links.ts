import type { SlotRef, TeamRef } from "../../modules/scores/scores.schemas.ts";

const SEASON_TYPE_NUMBERS = { pre: 1, regular: 2, post: 3 } as const;

export const SEASON_TYPE_LABELS = { pre: "Preseason", regular: "Regular Season", post: "Postseason" } as const;

type Slot = Pick<SlotRef, "season" | "seasonType" | "week">;

export const seasonTypeNumber = (seasonType: Slot["seasonType"]) => SEASON_TYPE_NUMBERS[seasonType];

/** "/?year=2025&seasonType=2&week=11": the address of a week since the days of Light Score. */
export const weekHref = ({ season, seasonType, week }: Slot) =>
  `/?year=${season}&seasonType=${seasonTypeNumber(seasonType)}&week=${week}`;

export const gameHref = (id: string) => `/games/${encodeURIComponent(id)}`;

/** "/teams/nfl:ne", with the season when it is not the newest. */
export const teamHref = (team: Pick<TeamRef, "id">, season?: number) =>
  `/teams/${encodeURIComponent(team.id).replaceAll("%3A", ":")}${season === undefined ? "" : `?season=${season}`}`;

export const standingsHref = (season: number, week?: number) =>
  `/standings?season=${season}${week === undefined ? "" : `&week=${week}`}`;

export const compareHref = (teamA: Pick<TeamRef, "id">, teamB: Pick<TeamRef, "id">) =>
  `/compare?teamA=${encodeURIComponent(teamA.id)}&teamB=${encodeURIComponent(teamB.id)}`;
