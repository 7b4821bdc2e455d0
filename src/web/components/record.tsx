import type { Tally } from "../text/games.ts";

/** "13-4": a record whose parts can be told apart, read out in words. */
export const Record = ({ of: { wins, losses, ties } }: { of: Tally }) => (
  <span class="record" role="img" aria-label={`Record ${wins} wins, ${losses} losses, ${ties} ties`}>
    <span class="wins">{wins}</span>-<span class="losses">{losses}</span>
    {ties > 0 && (
      <>
        -<span class="ties">{ties}</span>
      </>
    )}
  </span>
);
