import { describe, expect, it } from "vitest";
import { Board } from "../../../src/web/components/board.tsx";
import { Chart } from "../../../src/web/components/chart.tsx";
import { Freshness } from "../../../src/web/components/freshness.tsx";
import { GameTile } from "../../../src/web/components/game-tile.tsx";
import { LineScore } from "../../../src/web/components/line-score.tsx";
import { StandingsTable } from "../../../src/web/components/standings-table.tsx";
import { WeekNav } from "../../../src/web/components/week-nav.tsx";
import { parsePage, textOf, textsOf } from "../../support/dom.ts";
import {
  aCalendar,
  aFinal,
  aGame,
  aLiveGame,
  aReader,
  aRow,
  aSide,
  aSlot,
  teamOf,
} from "../../support/web-factories.ts";

const reader = aReader();
const noRecords = new Map();

describe("a tile", () => {
  const tile = (game: ReturnType<typeof aGame>, over = {}) =>
    parsePage(<GameTile game={game} reader={reader} records={noRecords} {...over} />);

  it("puts away over home, with the scores of a game that has begun", () => {
    const page = tile(aLiveGame());
    expect(textsOf(page, ".team-name")).toEqual(["Chiefs", "Broncos"]);
    expect(textsOf(page, ".score")).toEqual(["17", "20"]);
  });

  it("says the state in a word and a shape, not in colour alone", () => {
    for (const [game, word, shape] of [
      [aLiveGame(), "Live", "circle[r='5']"],
      [aGame(), "Kickoff", "circle[fill='none']"],
      [aFinal(), "Final", "rect"],
      [aGame({ status: "canceled" }), "Canceled", "rect"],
    ] as const) {
      const page = tile(game);
      expect(textOf(page.querySelector(".tile-word"))).toBe(word);
      expect(page.querySelector(`.lamp ${shape}`), word).not.toBeNull();
    }
  });

  it("marks the winner with a sign, nobody in a tie", () => {
    expect(tile(aFinal()).querySelectorAll(".winner-mark").length).toBe(1);
    const tied = aFinal({ away: aSide("GB", 40, { winner: false }), home: aSide("DAL", 40, { winner: false }) });
    expect(tile(tied).querySelectorAll(".winner-mark").length).toBe(0);
    expect(textOf(tile(tied).querySelector(".tile-word"))).toBe("Tie");
  });

  it("shows no score before the kickoff, even if the source says nought to nought", () => {
    const page = tile(aGame({ away: aSide("BUF", 0), home: aSide("HOU", 0) }));
    expect(page.querySelectorAll(".score").length).toBe(0);
  });

  it("shows no score of a game that was canceled before it began", () => {
    expect(tile(aGame({ status: "canceled" })).querySelectorAll(".score").length).toBe(0);
  });

  it("announces changes of live games only", () => {
    expect(tile(aLiveGame()).querySelectorAll("[aria-live='polite']").length).toBe(1);
    expect(tile(aFinal()).querySelectorAll("[aria-live]").length).toBe(0);
  });

  it("flips the side that scored and no other", () => {
    const page = tile(aLiveGame(), { flipped: ["home"] });
    expect(textsOf(page, ".score[data-flip]")).toEqual(["20"]);
  });

  it("names what stands in for clubs that are not known, without a link", () => {
    const undecided = { ...aSide("NE"), team: null, placeholder: "Wild Card 1" };
    const page = tile(aGame({ away: undecided, home: { ...undecided, placeholder: null } }));
    expect(textsOf(page, ".team-name")).toEqual(["Wild Card 1", "To be decided"]);
    expect(page.querySelectorAll("a.team-name").length).toBe(0);
  });

  it("shows records where there are some", () => {
    const records = new Map([["nfl:kc", { wins: 9, losses: 1, ties: 1 }]]);
    expect(textsOf(tile(aLiveGame(), { records }), ".record")).toEqual(["9-1-1"]);
  });

  it("does not let a feed's text become markup", () => {
    const page = tile(aGame({ note: "<img src=x onerror=alert(1)>", broadcast: '"><script>' }));
    expect(page.querySelectorAll("img, script").length).toBe(0);
    expect(textOf(page.querySelector(".tile-note"))).toBe("<img src=x onerror=alert(1)>");
  });
});

describe("a board", () => {
  it("puts live games first and leaves them out below", () => {
    const games = [aFinal(), aLiveGame(), aGame()];
    const page = parsePage(<Board games={games} reader={reader} records={noRecords} byes={[teamOf("NE")]} />);
    const ids = (selector: string) =>
      [...page.querySelectorAll(selector)].map((tile) => tile.getAttribute("data-game"));
    expect(ids(".tiles-live .tile")).toEqual(["game_live"]);
    expect(ids(".days .tile")).toEqual(["game_1", "game_final"]);
    expect(textOf(page.querySelector(".byes"))).toBe("Bye week Patriots");
  });

  it("does not say that there are no games while some are on", () => {
    const page = parsePage(<Board games={[aLiveGame()]} reader={reader} records={noRecords} byes={[]} />);
    expect(textsOf(page, ".empty")).toEqual(["No games besides the live ones"]);
  });
});

describe("freshness", () => {
  const text = (of: Parameters<typeof Freshness>[0]["of"], reason?: string) =>
    textOf(parsePage(<Freshness of={of} reason={reason} reader={reader} />).body);

  it("tells time, age and source", () => {
    expect(text({ asOf: "2025-11-16T19:04:00.000Z", stale: false, source: "espn" })).toBe(
      "As of 21:04, 12 min ago, from ESPN.",
    );
  });

  it("names the day when it was another one, and every source", () => {
    expect(text({ asOf: "2025-11-14T19:04:00.000Z", stale: false, source: "espn+nflverse" })).toBe(
      "As of Fri 14 Nov 21:04, 2 days ago, from ESPN and nflverse.",
    );
  });

  it("says in words that data is old, and why", () => {
    const of = { asOf: "2025-11-16T16:04:00.000Z", stale: true, source: "espn" };
    expect(text(of, "timeout after 10 s")).toBe("Old. As of 18:04, 3 h ago: timeout after 10 s.");
  });

  it("does not pretend when nothing was ever read", () => {
    expect(text({ asOf: null, stale: true, source: null })).toBe("Nothing has been collected yet.");
  });
});

describe("week navigation", () => {
  const nav = (over = {}) =>
    parsePage(
      <WeekNav
        shown={aSlot()}
        previous={aSlot({ week: 10 })}
        next={aSlot({ week: 12 })}
        current={aSlot()}
        calendar={aCalendar()}
        {...over}
      />,
    );

  it("offers every week of every part under a short and a full name", () => {
    const page = nav();
    expect(page.querySelectorAll(".week-strip a").length).toBe(26);
    expect(textsOf(page, ".week-part:last-child a")).toEqual(["WC", "DIV", "CON", "SB"]);
    expect(page.querySelector(".week-part:last-child a")?.getAttribute("aria-label")).toBe("Wild Card");
  });

  it("leads back to this week only from another", () => {
    expect(textsOf(nav(), ".week-steps a")).toEqual(["Prev", "Next"]);
    expect(textsOf(nav({ current: aSlot({ week: 12 }) }), ".week-steps a")).toEqual(["Prev", "This week", "Next"]);
  });

  it("keeps part and week when the season changes", () => {
    const form = nav({ shown: aSlot({ seasonType: "post", week: 2, label: "Divisional" }) }).querySelector("form");
    const fields = [...(form?.querySelectorAll("input[type=hidden]") ?? [])].map((field) =>
      field.getAttribute("value"),
    );
    expect(fields).toEqual(["3", "2"]);
  });
});

describe("a standings table", () => {
  it("marks clubs with the same percentage", () => {
    const rows = [aRow(teamOf("NE"), 8, 2, 0, 1), aRow(teamOf("BUF"), 7, 3, 0, 2), aRow(teamOf("MIA"), 7, 3, 0, 3)];
    const page = parsePage(<StandingsTable name="AFC East" rows={rows} season={2025} />);
    expect(textsOf(page, ".rank")).toEqual(["1", "2=", "3="]);
  });

  it("can be scrolled by keyboard, and says what it is", () => {
    const page = parsePage(<StandingsTable name="AFC East" rows={[aRow(teamOf("NE"), 0, 0)]} season={2025} />);
    const region = page.querySelector(".table-scroll");
    expect(region?.getAttribute("tabindex")).toBe("0");
    expect(region?.getAttribute("aria-label")).toBe("AFC East standings");
  });
});

describe("a line score", () => {
  it("has a column for every period and a dash for points not known", () => {
    const game = aLiveGame({ home: aSide("DEN", 13, { lineScores: [3, 10] }) });
    const page = parsePage(<LineScore game={game} />);
    expect(textsOf(page, "thead th")).toEqual(["Team", "Q1", "Q2", "Q3", "Total"]);
    expect(textsOf(page, "tbody tr:last-child td")).toEqual(["3", "10", "–", "13"]);
  });

  it("is absent when no period is known, as in old tables", () => {
    expect(String(<LineScore game={aGame({ away: aSide("NYJ", 14), home: aSide("NE", 27) })} />)).toBe("");
  });
});

describe("a chart", () => {
  it("is a whole table of its own before any script draws it", () => {
    const page = parsePage(
      <Chart
        title="Score"
        axis="Clock"
        points={[
          { x: 0, label: "Kickoff" },
          { x: 5.5, label: "Q1 9:30" },
        ]}
        series={[{ name: "Chiefs", values: [0, 7] }]}
        marks={[{ x: 0, label: "Q1" }]}
      />,
    );
    expect(textsOf(page, "thead th")).toEqual(["Clock", "Chiefs"]);
    expect(textsOf(page, "tbody td")).toEqual(["0", "7"]);
    expect(page.querySelector("details")?.hasAttribute("open")).toBe(true);
  });
});
