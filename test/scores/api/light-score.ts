import type { ScoresApi } from "./scores-api.ts";

/** What Light Score's front end asks for: the parameters of its page, each kept only when it makes sense to it. */
export interface PageParams {
  year?: string;
  week?: string;
  seasonType?: string;
}

interface Week {
  year: number;
  week: number;
  seasonType: number;
}

/** What the front end has to show after its calls. */
export interface Shown {
  offline: boolean;
  context: Week;
  games: Record<string, unknown>[];
  standings: Record<string, unknown>[];
  previous: Week;
  next: Week;
  /** Only asked for in the postseason; undefined where the front end shows standings instead. */
  bracket: { games: Record<string, unknown>[] } | undefined;
  /** Addresses asked, in order. */
  calls: string[];
}

const inRange = (text: string | undefined, low: number, high: number) => {
  const number = /^-?\d+$/.test(text ?? "") ? Number(text) : Number.NaN;
  return number >= low && number <= high ? number : undefined;
};

const queryOf = (params: Record<string, number | string | undefined>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query}`;
};

const isRow = (row: unknown, ...names: string[]): row is Record<string, unknown> =>
  typeof row === "object" && row !== null && names.every((name) => name in row);

/** Goes through the calls of Light Score's front end for one view of its page, with its rules for failures. */
export async function viewPage(api: Pick<ScoresApi, "app">, params: PageParams = {}): Promise<Shown> {
  const calls: string[] = [];
  const ask = async (path: string): Promise<{ ok: boolean; body: unknown }> => {
    calls.push(path);
    // Python's requests asks for anything.
    const answer = await api.app.request(path, { headers: { accept: "*/*" } });
    return { ok: answer.ok, body: await answer.json().catch(() => undefined) };
  };
  const asked = {
    year: inRange(params.year, 1970, 2030),
    week: inRange(params.week, 1, 25),
    seasonType: inRange(params.seasonType, 1, 3),
  };
  const explicit = Object.values(asked).some((value) => value !== undefined);
  const games = await ask(`/games/weekly${queryOf(asked)}`);
  const context = await ask(`/games/weekly/context${queryOf(asked)}`);
  const shown = (isRow(context.body, "year", "week", "seasonType") ? context.body : {}) as Partial<Week>;
  const year = shown.year ?? 2026;
  const week = shown.week ?? 1;
  const seasonType = asked.seasonType ?? shown.seasonType ?? 2;

  let standings = await ask(`/standings/live${queryOf({ year: asked.year ?? shown.year ?? 2026 })}`);
  if (!standings.ok) standings = await ask("/standings");
  const navigate = async (direction: "prev" | "next") => {
    const { ok, body } = await ask(`/games/weekly/navigation${queryOf({ year, week, seasonType, direction })}`);
    const step = direction === "next" ? week + 1 : Math.max(1, week - 1);
    return ok ? (body as Week) : { year, week: step, seasonType };
  };
  const previous = await navigate("prev");
  const next = await navigate("next");
  const bracket = seasonType === 3 ? await ask("/playoffs/bracket") : undefined;
  const rows = (body: unknown) => (Array.isArray(body) ? body : []);
  return {
    offline: explicit && !(games.ok && context.ok),
    context: { year, week, seasonType },
    games: rows(games.body).filter((row) => isRow(row, "team_a", "team_b", "status")),
    standings: rows(standings.body).filter((row) => isRow(row, "team", "wins", "losses")),
    previous,
    next,
    bracket: bracket?.ok && isRow(bracket.body, "games") ? (bracket.body as unknown as Shown["bracket"]) : undefined,
    calls,
  };
}
