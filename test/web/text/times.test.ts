import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ageOf,
  dayOf,
  isoDateOf,
  isTimeZone,
  placeOf,
  shortDayOf,
  stampOf,
  timeOf,
  untilOf,
} from "../../../src/web/text/times.ts";

const HELSINKI = "Europe/Helsinki";
const NEW_YORK = "America/New_York";
const at = (text: string) => new Date(text);
const minutes = (count: number) => count * 60_000;

describe("a time of day", () => {
  it.each([
    ["2025-08-19T19:30:00Z", "22:30"],
    ["2025-12-15T17:00:00Z", "19:00"],
    ["2025-08-19T22:00:00Z", "01:00"],
    ["2025-12-15T22:00:00Z", "00:00"],
  ])("%s is %s in Helsinki", (instant, time) => {
    expect(timeOf(at(instant), HELSINKI)).toBe(time);
  });

  it("follows summer time: two hours ahead of UTC in winter, three in summer", () => {
    const hours = ["2025-03-15", "2025-04-15", "2025-07-15", "2025-10-15", "2025-11-15"].map((date) =>
      timeOf(at(`${date}T12:00:00Z`), HELSINKI),
    );
    expect(hours).toEqual(["14:00", "15:00", "15:00", "15:00", "14:00"]);
  });
});

describe("a date", () => {
  it("is the zone's own, on either side of midnight", () => {
    const kickoff = at("2025-12-26T01:15:00Z");
    expect(dayOf(kickoff, NEW_YORK)).toBe("Thursday 25 December");
    expect(dayOf(kickoff, HELSINKI)).toBe("Friday 26 December");
    expect(isoDateOf(kickoff, NEW_YORK)).toBe("2025-12-25");
    expect(shortDayOf(kickoff, HELSINKI)).toBe("Fri 26 Dec");
  });

  it("in full names the zone, which changes with the season", () => {
    expect(stampOf(at("2025-11-21T01:15:00Z"), NEW_YORK)).toBe("Thu 20 Nov, 20:15 EST");
    expect(stampOf(at("2025-09-08T00:20:00Z"), NEW_YORK)).toBe("Sun 7 Sept, 20:20 EDT");
  });
});

describe("an age", () => {
  const now = at("2025-11-16T19:16:00Z");
  it.each([
    [0, "just now"],
    [59_999, "just now"],
    [minutes(1), "1 min ago"],
    [minutes(59), "59 min ago"],
    [minutes(60), "1 h ago"],
    [minutes(47 * 60 + 59), "47 h ago"],
    [minutes(48 * 60), "2 days ago"],
  ])("of %d ms is %s", (ms, text) => {
    expect(ageOf(new Date(now.getTime() - ms), now)).toBe(text);
  });

  it("is never negative, whatever the clocks say", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (ms) => {
        expect(ageOf(new Date(now.getTime() + ms), now)).toMatch(/^(just now|\d+ (min|h|days) ago)$/);
        expect(untilOf(new Date(now.getTime() + ms), now)).toMatch(/^(now|in \d+ (min|h|days))$/);
      }),
    );
  });
});

describe("a zone", () => {
  it("is known by its IANA name alone", () => {
    expect(isTimeZone("Europe/Helsinki")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(isTimeZone("")).toBe(false);
  });

  it("is called by its place", () => {
    expect(placeOf("America/Sao_Paulo")).toBe("Sao Paulo");
    expect(placeOf("UTC")).toBe("UTC");
  });
});
