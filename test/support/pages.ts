import type { FeedStatus } from "../../src/modules/scores/feed.schemas.ts";
import type { CurrentWeek, GameList } from "../../src/modules/scores/scores.schemas.ts";
import { until } from "./until.ts";

const API = "/api/v1/scores/nfl";

/** Asks a running server as a browser does for a page. */
export const getPage = (origin: string, path: string): Promise<Response> =>
  fetch(origin + path, { headers: { accept: "text/html,*/*;q=0.8" } });

/** An answer of the API. Throws for anything but 200. */
export async function getApi<T>(origin: string, path: string): Promise<T> {
  const response = await fetch(origin + API + path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export const getFeed = (origin: string) => getApi<FeedStatus>(origin, "/feed");

/** The games of the week that is on. */
export async function getCurrentGames(origin: string): Promise<GameList> {
  const { season, seasonType, week } = await getApi<CurrentWeek>(origin, "/weeks/current");
  return getApi<GameList>(origin, `/games?season=${season}&seasonType=${seasonType}&week=${week}&limit=200`);
}

/** Every kind of page about collected data, with a club and a game of the week that is on. */
export async function listPagePaths(origin: string): Promise<string[]> {
  const { items } = await getCurrentGames(origin);
  const game = items.find(({ status }) => status === "in_progress") ?? items[0];
  const [home, away] = [game?.home.team?.id, game?.away.team?.id];
  if (game === undefined || home === undefined || away === undefined) throw new Error("no game to show");
  const compare = `/compare?teamA=${encodeURIComponent(home)}&teamB=${encodeURIComponent(away)}`;
  return [
    "/",
    "/standings",
    "/teams",
    `/teams/${encodeURIComponent(home)}`,
    `/games/${game.id}`,
    compare,
    "/status",
    "/wall",
  ];
}

/** Waits until the collector has read everything that it wanted to read so far. */
export const untilCaughtUp = (origin: string, now: () => Date): Promise<void> =>
  until(
    async () => {
      const { nextDueAt, games } = await getFeed(origin);
      return games.stored > 0 && nextDueAt !== null && Date.parse(nextDueAt) > now().getTime();
    },
    "every week read",
    60_000,
    50,
  );
