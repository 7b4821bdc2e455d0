/*
 * The peer: Fastify and better-sqlite3 on the same file with the same JSON, `node fastify.mjs FILE`. Written to be fast and
 * plain: statements prepared once, what never changes in memory, validation by schema, Fastify's default serialiser.
 */
import Database from "better-sqlite3";
import Fastify from "fastify";

const [file] = process.argv.slice(2);
const db = new Database(file);
for (const pragma of ["journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "mmap_size = 134217728"])
  db.pragma(pragma);

const TIME_ZONE = "America/New_York";
const selectGames = db.prepare(
  `SELECT * FROM games WHERE league = ? AND season = ? AND season_type = ? AND week = ?
   ORDER BY kickoff, id LIMIT ?`,
);
const selectSlate = db.prepare("SELECT * FROM slates WHERE league = ? AND season = ? AND season_type = ? AND week = ?");
const teams = new Map(
  db
    .prepare("SELECT * FROM team_seasons")
    .all()
    .map((row) => [
      `${row.team} ${row.season}`,
      {
        id: row.team,
        abbreviation: row.abbreviation,
        name: row.display_name,
        location: row.location,
        nickname: row.nickname,
      },
    ]),
);

const dateFormat = new Intl.DateTimeFormat("en-CA", { timeZone: TIME_ZONE });
const dates = new Map();
function dateOf(ms) {
  let date = dates.get(ms);
  if (date === undefined) {
    date = dateFormat.format(ms);
    dates.set(ms, date);
  }
  return date;
}

function side(row, team, placeholder, score, other, lineScores) {
  return {
    team: team === null ? null : teams.get(`${team} ${row.season}`),
    placeholder,
    score,
    lineScores: JSON.parse(lineScores),
    winner: row.status === "final" && score !== null && other !== null ? score > other : null,
  };
}

function toGame(row) {
  return {
    id: row.id,
    league: row.league,
    season: row.season,
    seasonType: row.season_type,
    week: row.week,
    weekLabel: `Week ${row.week}`,
    round: row.round,
    kickoff: new Date(row.kickoff).toISOString(),
    kickoffKnown: row.kickoff_known === 1,
    date: dateOf(row.kickoff),
    neutralSite: row.neutral_site === 1,
    away: side(row, row.away_team, row.away_placeholder, row.away_score, row.home_score, row.away_line_scores),
    home: side(row, row.home_team, row.home_placeholder, row.home_score, row.away_score, row.home_line_scores),
    status: row.status,
    phase: row.phase,
    period: row.period,
    clock: row.clock,
    overtime: row.overtime === 1,
    venue:
      row.venue_name === null
        ? null
        : {
            name: row.venue_name,
            city: row.venue_city,
            region: row.venue_region,
            country: row.venue_country,
            indoor: row.venue_indoor === null ? null : row.venue_indoor === 1,
          },
    broadcast: row.broadcast,
    note: row.note,
    updatedAt: new Date(row.updated_at).toISOString(),
  };
}

const app = Fastify({ logger: false });
app.get(
  "/api/v1/scores/:league/games",
  {
    schema: {
      params: { type: "object", required: ["league"], properties: { league: { type: "string", enum: ["nfl"] } } },
      querystring: {
        type: "object",
        additionalProperties: false,
        required: ["season", "seasonType", "week"],
        properties: {
          season: { type: "integer", minimum: 1900, maximum: 2100 },
          seasonType: { type: "string", enum: ["pre", "regular", "post"] },
          week: { type: "integer", minimum: 1, maximum: 25 },
          limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
        },
      },
    },
  },
  async (request) => {
    const { league } = request.params;
    const { season, seasonType, week, limit } = request.query;
    const rows = selectGames.all(league, season, seasonType, week, limit + 1);
    const slate = selectSlate.get(league, season, seasonType, week);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const observed = Math.max(slate?.last_success_at ?? 0, ...items.map((row) => row.observed_at));
    return {
      items: items.map(toGame),
      nextCursor:
        rows.length > limit ? Buffer.from(JSON.stringify([last.kickoff, last.id])).toString("base64url") : null,
      asOf: observed === 0 ? null : new Date(observed).toISOString(),
      stale: false,
      staleAt: null,
      source: items.length === 0 ? null : [...new Set(items.map((row) => row.source))].sort().join("+"),
    };
  },
);
await app.listen({ port: 0, host: "127.0.0.1" });
process.send({ port: app.server.address().port });
