/** Columns of nflverse's games.csv in the order of `gamesCsv`. */
const HEADER =
  "game_id,season,game_type,week,gameday,gametime,away_team,away_score,home_team,home_score,location,overtime,stadium,roof";

/**
 * A games.csv from lines such as `2023 WC 19 2024-01-13 16:30 CLE 14-45 HOU`: season, type, running week, date and time in
 * US Eastern, away club, score (`-` before the game), home club; `neutral` and `overtime` may follow.
 */
export function gamesCsv(lines: string): string {
  const rows = lines
    .trim()
    .split("\n")
    .map((line) => {
      const [season = "", type, week = "", date, time, away, score = "", home, ...marks] = line.trim().split(" ");
      const [awayScore = "", homeScore = ""] = score.split("-");
      const overtime = awayScore === "" ? "" : Number(marks.includes("overtime"));
      return [
        `${season}_${week.padStart(2, "0")}_${away}_${home}`,
        ...[season, type, week, date, time, away, awayScore, home, homeScore],
        ...[marks.includes("neutral") ? "Neutral" : "Home", overtime, "", ""],
      ].join(",");
    });
  return `${[HEADER, ...rows].join("\n")}\n`;
}

/** Two ties, three games of 2023 and its whole postseason, and a Sunday of 2026 that is still to come. */
export const KNOWN_GAMES = `
  2022 REG 1 2022-09-11 13:00 IND 20-20 HOU overtime
  2023 REG 1 2023-09-07 20:20 DET 21-20 KC
  2023 REG 3 2023-09-24 13:00 NE 15-10 NYJ
  2023 REG 18 2024-01-07 13:00 NYJ 17-3 NE
  2023 WC 19 2024-01-13 16:30 CLE 14-45 HOU
  2023 WC 19 2024-01-13 20:00 MIA 7-26 KC
  2023 WC 19 2024-01-14 16:30 GB 48-32 DAL
  2023 WC 19 2024-01-14 20:00 LA 23-24 DET
  2023 WC 19 2024-01-15 16:30 PIT 17-31 BUF
  2023 WC 19 2024-01-15 20:00 PHI 9-32 TB
  2023 DIV 20 2024-01-20 16:30 HOU 10-34 BAL
  2023 DIV 20 2024-01-20 20:15 GB 21-24 SF
  2023 DIV 20 2024-01-21 15:00 TB 23-31 DET
  2023 DIV 20 2024-01-21 18:30 KC 27-24 BUF
  2023 CON 21 2024-01-28 15:00 KC 17-10 BAL
  2023 CON 21 2024-01-28 18:30 DET 31-34 SF
  2023 SB 22 2024-02-11 18:30 SF 22-25 KC neutral overtime
  2025 REG 4 2025-09-28 20:20 GB 40-40 DAL overtime
  2026 REG 1 2026-09-09 20:20 NE - SEA
  2026 REG 1 2026-09-13 13:00 CHI - CAR
  2026 REG 1 2026-09-13 13:00 TB - CIN
  2026 REG 1 2026-09-13 13:00 NO - DET
  2026 REG 1 2026-09-13 13:00 BUF - HOU
  2026 REG 1 2026-09-13 13:00 NYJ - TEN
  2026 REG 1 2026-09-13 16:25 WAS - PHI
`;

export const KNOWN_CSV = gamesCsv(KNOWN_GAMES);
