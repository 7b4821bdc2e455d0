import { getFeedStatus, getLeague } from "../modules/scores/index.ts";
import type { Freshness } from "../modules/scores/scores.schemas.ts";
import type { Deps } from "../platform/deps.ts";

/** The league of the scores pages. */
export const LEAGUE = "nfl";

/** The zone in which the league dates its games. */
export const sourceZone = () => getLeague(LEAGUE).timeZone;

/** Why data is old: the feed's last failure. undefined while it is not old. */
export async function staleReasonOf(deps: Deps, { stale }: Pick<Freshness, "stale">): Promise<string | undefined> {
  if (!stale) return undefined;
  return (await getFeedStatus(deps, { league: LEAGUE })).lastError ?? undefined;
}
