import { localDate, startOfDay, toEspnSeasonType } from "../league.ts";
import type { Club } from "../nfl/clubs.ts";
import type { Side } from "../nfl/script.ts";
import type { Simulation } from "../nfl/simulation.ts";
import type { Snapshot } from "../nfl/snapshot.ts";
import { type ClubRecord, recordText } from "../nfl/standings.ts";
import { statusJson } from "./status.ts";

const SLUGS = { pre: "preseason", regular: "regular-season", post: "post-season" } as const;

/** UTC to the minute, as the feed writes it. */
export const minuteText = (instant: Date): string => `${instant.toISOString().slice(0, 16)}Z`;

/** The kickoff as the feed publishes it: to the minute, and midnight US Eastern while only the date is set. */
export function publishedKickoff(simulation: Simulation, { announcement }: Snapshot): Date {
  const { league, timeline } = simulation;
  const wall = new Date(Math.floor(timeline.toWall(announcement.kickoffMs) / 60_000) * 60_000);
  return announcement.known ? wall : startOfDay(localDate(wall, league.timeZone), league.timeZone);
}

/** A club as the feed describes it. */
export const teamJson = (club: Club) => ({
  id: club.espnId,
  uid: `s:20~l:28~t:${club.espnId}`,
  location: club.location,
  name: club.nickname,
  abbreviation: club.abbreviation,
  displayName: club.displayName,
  shortDisplayName: club.nickname,
  isActive: true,
});

/** One event of a scoreboard, in ESPN's shape without the parts that are only links, odds and pictures. */
export function eventJson(simulation: Simulation, snapshot: Snapshot, records: ReadonlyMap<string, ClubRecord>) {
  const { game, announcement, progress } = snapshot;
  const kickoff = publishedKickoff(simulation, snapshot);
  const date = minuteText(kickoff);
  const status = statusJson(simulation.league, snapshot, kickoff);
  const [home, away] = (["home", "away"] as const).map((side) => competitorJson(snapshot, side, records));
  const names = snapshot.teamsKnown
    ? {
        name: `${game.away.displayName} at ${game.home.displayName}`,
        away: game.away.abbreviation,
        home: game.home.abbreviation,
      }
    : { name: "TBD at TBD", away: "TBD", home: "TBD" };
  return {
    id: game.id,
    uid: `s:20~l:28~e:${game.id}`,
    date,
    name: names.name,
    shortName: `${names.away} ${game.neutralSite ? "VS" : "@"} ${names.home}`,
    season: {
      year: game.slot.season,
      type: toEspnSeasonType(game.slot.seasonType),
      slug: SLUGS[game.slot.seasonType],
    },
    week: { number: game.slot.week },
    competitions: [
      {
        id: game.id,
        uid: `s:20~l:28~e:${game.id}~c:${game.id}`,
        date,
        attendance: 0,
        type: { id: "1", abbreviation: "STD" },
        timeValid: announcement.known,
        neutralSite: game.neutralSite,
        conferenceCompetition: false,
        playByPlayAvailable: false,
        recent: progress.begun,
        venue: {
          id: game.venue.id,
          fullName: game.venue.name,
          address: { city: game.venue.city, country: game.venue.country },
          indoor: game.venue.indoor,
        },
        competitors: [home, away],
        notes: game.headline === null ? [] : [{ type: "event", headline: game.headline }],
        status: { ...status, isTBDFlex: false },
        broadcasts:
          announcement.broadcasts.length === 0 ? [] : [{ market: "national", names: announcement.broadcasts }],
        format: { regulation: { periods: 4 } },
        startDate: date,
        broadcast: announcement.broadcasts.join("/"),
      },
    ],
    links: [],
    status,
  };
}

function competitorJson(snapshot: Snapshot, side: Side, records: ReadonlyMap<string, ClubRecord>) {
  const { game, activity, progress, teamsKnown } = snapshot;
  const order = side === "home" ? 0 : 1;
  const other = side === "home" ? "away" : "home";
  if (!teamsKnown)
    return {
      type: "team",
      order,
      homeAway: side,
      team: { abbreviation: "TBD", displayName: "TBD", shortDisplayName: "TBD", isActive: false },
      score: "0",
      statistics: [],
    };
  const club = game[side];
  const decided = activity === "final" || activity === "forfeited";
  const line = activity === "about-to-start" ? [0] : progress.lineScores[side];
  return {
    id: club.espnId,
    uid: `s:20~l:28~t:${club.espnId}`,
    type: "team",
    order,
    homeAway: side,
    ...(decided && { winner: progress.score[side] > progress.score[other] }),
    team: teamJson(club),
    // Always a string, and "0" long before kickoff.
    score: String(progress.score[side]),
    ...(line.length > 0 && {
      linescores: line.map((value, index) => ({ value, displayValue: String(value), period: index + 1 })),
    }),
    statistics: [],
    records: [{ name: "overall", abbreviation: "Game", type: "total", summary: recordText(records.get(club.team)) }],
  };
}
