import type { Freshness as FreshnessFields } from "../../modules/scores/scores.schemas.ts";
import { ageOf, isoDateOf, type Reader, shortDayOf, stampOf, timeOf } from "../text/times.ts";

const SOURCE_NAMES: Record<string, string> = {
  espn: "ESPN",
  nflverse: "nflverse",
  "espn+nflverse": "ESPN and nflverse",
};

export const sourceName = (source: string | null) => (source === null ? "the feed" : (SOURCE_NAMES[source] ?? source));

interface FreshnessProps {
  of: Pick<FreshnessFields, "asOf" | "stale" | "source">;
  /** Why the data is older than it should be; shown only when it is. */
  reason?: string | undefined;
  reader: Reader;
}

/** "As of 21:04, 12 min ago, from ESPN."; when old "Old. As of 21:04, 3 h ago: timeout after 10 s." */
export function Freshness({ of: { asOf, stale, source }, reason, reader }: FreshnessProps) {
  if (asOf === null) return <p class="freshness">Nothing has been collected yet.</p>;
  const at = new Date(asOf);
  const sameDay = isoDateOf(at, reader.timeZone) === isoDateOf(reader.now, reader.timeZone);
  const time = timeOf(at, reader.timeZone);
  return (
    <p class="freshness" data-stale={stale ? "" : undefined}>
      {stale && <strong>Old. </strong>}
      As of{" "}
      <time datetime={asOf} title={stampOf(at, reader.sourceZone)}>
        {sameDay ? time : `${shortDayOf(at, reader.timeZone)} ${time}`}
      </time>
      , {ageOf(at, reader.now)}
      {stale ? `: ${reason ?? "nothing newer has been read"}.` : `, from ${sourceName(source)}.`}
    </p>
  );
}
