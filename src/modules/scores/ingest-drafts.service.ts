import type { Tx } from "../../platform/db/database.ts";
import type { GameObservation, SeasonType } from "./domain/game.ts";
import type { GameState } from "./domain/game-state.ts";
import type { League } from "./domain/league.ts";
import type { MatchCandidate } from "./domain/match.ts";
import type { GameEvent } from "./domain/observe/event-data.ts";
import type { ScoreChange } from "./domain/observe/score-change.ts";
import {
  findGameIdBySource,
  findGameRow,
  insertGames,
  insertScoreChange,
  listSeasonGameRows,
  listSourceIdRows,
  type SourceIdRow,
  saveSourceIds,
  updateGame,
} from "./games.repository.ts";

/** A game as it will be, with the ids its sources know it by. */
interface Draft {
  game: GameState;
  sourceIds: SourceIdRow[];
  /** Made once per state: an import asks for hundreds of them thousands of times. */
  candidate?: MatchCandidate;
}

/**
 * The games that observations are compared with, read once per part of a season, with the changes on top that are not
 * written yet. Writing them together makes an import some ten times faster than row by row.
 */
export interface GameDrafts {
  /** Games the observation could be of. */
  candidates(observation: GameObservation): Promise<MatchCandidate[]>;
  find(gameId: string | undefined): Promise<GameState | undefined>;
  findBySourceId(observation: GameObservation): Promise<string | undefined>;
  insert(game: GameState): void;
  update(game: GameState, scoreChange: ScoreChange | undefined): void;
  /** Notes that the observation's id is the game's, and what its source last said. */
  noteSourceId(gameId: string, observation: GameObservation, superseded: boolean): void;
  supersede(gameId: string, source: string, sourceId: string): void;
  addEvents(events: readonly GameEvent[]): void;
  /** Writes everything drafted; gives the events to announce, unless they are kept for the next time. */
  save(options?: { keepEvents: boolean }): Promise<GameEvent[]>;
  /** Reads the part of the season of these games anew. */
  forget(...gameIds: string[]): void;
}

const ROWS_PER_STATEMENT = 100;
/** `last_seen_at` is kept this exactly; writing it at every read would be most of what is written. */
const SEEN_PRECISION_MS = 3_600_000;

export function createGameDrafts(tx: Tx, league: League, now: Date): GameDrafts {
  const parts = new Map<string, Map<string, Draft>>();
  const inserted = new Map<string, GameState>();
  const updated = new Map<string, GameState>();
  const sourceIds = new Map<string, SourceIdRow>();
  let scoreChanges: { gameId: string; change: ScoreChange }[] = [];
  let events: GameEvent[] = [];

  const partKey = (season: number, seasonType: SeasonType) => `${season} ${seasonType}`;

  async function load(season: number, seasonType: SeasonType): Promise<Map<string, Draft>> {
    const key = partKey(season, seasonType);
    const known = parts.get(key);
    if (known !== undefined) return known;
    const drafts = new Map<string, Draft>();
    for (const game of await listSeasonGameRows(tx, league.id, season, seasonType))
      drafts.set(game.id, { game, sourceIds: [] });
    for (const row of await listSourceIdRows(tx, league.id, season, seasonType))
      drafts.get(row.gameId)?.sourceIds.push(row);
    parts.set(key, drafts);
    return drafts;
  }

  const draftOf = (gameId: string): Draft | undefined => {
    for (const part of parts.values()) {
      const draft = part.get(gameId);
      if (draft !== undefined) return draft;
    }
    return undefined;
  };

  /** Puts a game's newest state where it belongs now; a game can move to another part of the season. */
  function place(game: GameState): void {
    const sourceIds = draftOf(game.id)?.sourceIds ?? [];
    for (const part of parts.values()) part.delete(game.id);
    parts.get(partKey(game.season, game.seasonType))?.set(game.id, { game, sourceIds });
  }

  function keep(row: SourceIdRow): void {
    const draft = draftOf(row.gameId);
    const others =
      draft?.sourceIds.filter((known) => known.source !== row.source || known.sourceId !== row.sourceId) ?? [];
    if (draft !== undefined) {
      draft.sourceIds = [...others, row];
      delete draft.candidate;
    }
    sourceIds.set(`${row.source} ${row.sourceId}`, row);
  }

  return {
    async candidates({ season, seasonType }) {
      const drafts = await load(season, seasonType);
      return Array.from(drafts.values(), (draft) => {
        draft.candidate ??= toCandidate(draft);
        return draft.candidate;
      });
    },
    async find(gameId) {
      return gameId === undefined
        ? undefined
        : (draftOf(gameId)?.game ?? updated.get(gameId) ?? (await findGameRow(tx, gameId)));
    },
    findBySourceId: ({ source, sourceId }) => findGameIdBySource(tx, source, sourceId),
    insert(game) {
      inserted.set(game.id, game);
      place(game);
    },
    update(game, scoreChange) {
      (inserted.has(game.id) ? inserted : updated).set(game.id, game);
      place(game);
      if (scoreChange !== undefined) scoreChanges.push({ gameId: game.id, change: scoreChange });
    },
    noteSourceId(gameId, { source, sourceId, status }, superseded) {
      const known = draftOf(gameId)?.sourceIds.find((row) => row.source === source && row.sourceId === sourceId);
      const supersededAt = superseded ? (known?.supersededAt ?? now) : null;
      const same = known?.status === status && (known.supersededAt === null) === (supersededAt === null);
      if (same && now.getTime() - known.lastSeenAt.getTime() < SEEN_PRECISION_MS) return;
      keep({ source, sourceId, gameId, status, supersededAt, firstSeenAt: known?.firstSeenAt ?? now, lastSeenAt: now });
    },
    supersede(gameId, source, sourceId) {
      const known = draftOf(gameId)?.sourceIds.find((row) => row.source === source && row.sourceId === sourceId);
      if (known !== undefined) keep({ ...known, supersededAt: now });
    },
    addEvents(more) {
      events.push(...more);
    },
    async save({ keepEvents } = { keepEvents: false }) {
      for (const rows of chunks([...inserted.values()])) await insertGames(tx, rows);
      for (const game of updated.values()) await updateGame(tx, game);
      for (const rows of chunks([...sourceIds.values()])) await saveSourceIds(tx, rows);
      for (const { gameId, change } of scoreChanges) await insertScoreChange(tx, { gameId, ...change });
      inserted.clear();
      updated.clear();
      sourceIds.clear();
      scoreChanges = [];
      if (keepEvents) return [];
      const ready = events;
      events = [];
      return ready;
    },
    forget(...gameIds) {
      for (const [key, part] of parts) if (gameIds.some((id) => part.has(id))) parts.delete(key);
    },
  };
}

const toCandidate = ({ game, sourceIds }: Draft): MatchCandidate => ({
  game,
  sourceIds: sourceIds.map(({ source, sourceId, status, supersededAt }) => ({
    source,
    sourceId,
    status,
    superseded: supersededAt !== null,
  })),
});

function* chunks<T>(rows: T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    yield rows.slice(start, start + ROWS_PER_STATEMENT);
}
