import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  dayHeading,
  isTimeZone,
  localDate,
  localTime,
  shortDateTime,
  startOfDay,
  weekdayOf,
  zonedInstant,
  zoneOffsetMs,
} from "../../../src/modules/scores/domain/time.ts";

const HELSINKI = "Europe/Helsinki";
const NEW_YORK = "America/New_York";
const HOUR_MS = 3_600_000;
const at = (text: string): Date => new Date(text);

describe("times in a zone", () => {
  it.each([
    ["2025-08-19T19:30Z", "Tue 19.08. 22:30"],
    ["2025-12-15T17:00Z", "Mon 15.12. 19:00"],
    ["2025-08-19T22:00Z", "Wed 20.08. 01:00"],
  ])("writes %s as Helsinki reads it", (instant, text) => {
    expect(shortDateTime(at(instant), HELSINKI)).toBe(text);
    expect(localTime(at(instant), HELSINKI)).toBe(text.slice(-5));
  });

  it.each([
    ["2025-03-15", 2],
    ["2025-04-15", 3],
    ["2025-07-15", 3],
    ["2025-10-15", 3],
    ["2025-11-15", 2],
  ])("knows Helsinki's offset on %s", (date, hours) => {
    expect(zoneOffsetMs(at(`${date}T12:00Z`), HELSINKI)).toBe(hours * HOUR_MS);
  });

  it("keeps Helsinki seven hours ahead of New York, six between the two changes of clocks", () => {
    const helsinki = (date: string): string => localTime(zonedInstant(date, "13:00", NEW_YORK), HELSINKI);
    expect(helsinki("2025-10-19")).toBe("20:00");
    expect(helsinki("2025-10-26")).toBe("19:00");
    expect(helsinki("2025-11-02")).toBe("20:00");
    expect(helsinki("2025-03-16")).toBe("19:00");
  });

  it("dates a Sunday night game on Monday in Helsinki", () => {
    const kickoff = zonedInstant("2025-11-16", "20:20", NEW_YORK);
    expect(localDate(kickoff, NEW_YORK)).toBe("2025-11-16");
    expect(shortDateTime(kickoff, HELSINKI)).toBe("Mon 17.11. 03:20");
  });

  it("writes headings for days", () => {
    expect(dayHeading("2025-10-26")).toBe("Sunday 26 October");
    expect(dayHeading("2026-01-01", { year: true })).toBe("Thursday 1 January 2026");
  });

  it("knows zones from words", () => {
    expect(isTimeZone("Asia/Kathmandu")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
    expect(isTimeZone("")).toBe(false);
    expect(() => localDate(at("2025-01-01T00:00Z"), "Mars/Olympus")).toThrow(RangeError);
  });
});

describe("instants of wall-clock times", () => {
  it("reads the league's kickoff times", () => {
    expect(zonedInstant("2025-09-04", "20:20", NEW_YORK)).toEqual(at("2025-09-05T00:20Z"));
    expect(zonedInstant("2025-12-25", "13:00", NEW_YORK)).toEqual(at("2025-12-25T18:00Z"));
    expect(zonedInstant("2025-09-07", "9:30", NEW_YORK)).toEqual(at("2025-09-07T13:30Z"));
  });

  it("has midnight Eastern at 04:00Z in summer and 05:00Z in winter", () => {
    expect(startOfDay("2026-09-13", NEW_YORK)).toEqual(at("2026-09-13T04:00Z"));
    expect(startOfDay("2027-01-10", NEW_YORK)).toEqual(at("2027-01-10T05:00Z"));
    expect(startOfDay("2026-11-01", NEW_YORK)).toEqual(at("2026-11-01T04:00Z"));
    expect(startOfDay("2026-11-02", NEW_YORK)).toEqual(at("2026-11-02T05:00Z"));
  });

  it("moves a skipped time forward by the gap, and takes the first of a repeated one", () => {
    expect(zonedInstant("2026-03-08", "02:30", NEW_YORK)).toEqual(at("2026-03-08T07:30Z"));
    expect(localTime(at("2026-03-08T07:30Z"), NEW_YORK)).toBe("03:30");
    expect(zonedInstant("2026-11-01", "01:30", NEW_YORK)).toEqual(at("2026-11-01T05:30Z"));
  });

  it("begins a day where clocks skip or repeat midnight", () => {
    // Beirut goes forward at midnight, so 29 March 2026 begins at 01:00; Havana goes back from 01:00 to midnight.
    expect(startOfDay("2026-03-29", "Asia/Beirut")).toEqual(at("2026-03-28T22:00Z"));
    expect(localTime(at("2026-03-28T22:00Z"), "Asia/Beirut")).toBe("01:00");
    expect(startOfDay("2026-11-01", "America/Havana")).toEqual(at("2026-11-01T04:00Z"));
  });

  it("refuses what is no date or time", () => {
    for (const [date, time] of [
      ["2026-13-01", "10:00"],
      ["today", "10:00"],
      ["2026-01-01", "25:00"],
      ["2026-01-01", ""],
    ] as const) {
      expect(() => zonedInstant(date, time, NEW_YORK)).toThrow(RangeError);
    }
  });

  it("comes back to the same instant through any zone, but for the repeated hour", () => {
    const zones = [
      HELSINKI,
      NEW_YORK,
      "Asia/Kolkata",
      "Australia/Lord_Howe",
      "Pacific/Auckland",
      "UTC",
      "Pacific/Kiritimati",
    ];
    const minute = fc.integer({ min: Date.UTC(1999, 0) / 60_000, max: Date.UTC(2028, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, minutes) => {
        const instant = new Date(minutes * 60_000);
        const back = zonedInstant(localDate(instant, zone), localTime(instant, zone), zone);
        expect(instant.getTime() - back.getTime()).toBeGreaterThanOrEqual(0);
        expect(instant.getTime() - back.getTime()).toBeLessThanOrEqual(HOUR_MS);
        expect(localTime(back, zone)).toBe(localTime(instant, zone));
      }),
      { numRuns: 1000 },
    );
  });

  it("begins a day with its date, and a millisecond earlier it is the day before", () => {
    const day = fc.integer({ min: 0, max: 10_000 }).map((days) => addDays("1999-01-01", days));
    fc.assert(
      fc.property(
        fc.constantFrom(HELSINKI, NEW_YORK, "Asia/Beirut", "America/Havana", "America/Sao_Paulo"),
        day,
        (zone, date) => {
          const start = startOfDay(date, zone);
          expect(localDate(start, zone)).toBe(date);
          expect(localDate(new Date(start.getTime() - 1), zone)).toBe(addDays(date, -1));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("dates", () => {
  it("count across months and years", () => {
    expect(addDays("2023-12-31", 1)).toBe("2024-01-01");
    expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
    expect(weekdayOf("2025-11-16")).toBe(0);
  });
});
