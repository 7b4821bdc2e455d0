import fc from "fast-check";
import { expect, it } from "vitest";
import { readEvents, type StoredEvent } from "../../../src/platform/events/events.repository.ts";
import { matchesFilter } from "../../../src/platform/events/filter.ts";
import { commitEvents, event } from "../../support/events.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";

const keys = (events: StoredEvent[]) => events.map(({ dedupeKey }) => dedupeKey);

it("a filter picks in memory what it picks in the store", async () => {
  const database = await openTestDatabase();
  const types = ["a.b", "a.b.c", "a.bc", "ab.c", "a-b.c", "a_b.c", "b.a"];
  await commitEvents(
    database,
    ...types.flatMap((type) => ["x", "y"].map((s) => event(type + s, { type, subject: s }))),
  );
  const all = await readEvents(database.db, { afterId: 0, limit: 100 });
  const pattern = fc.constantFrom("*", "a.*", "a.b.*", "a.b", "ab.*", "b.a", "a-b.*", "zz.*", "a");
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        { types: fc.array(pattern, { minLength: 1, maxLength: 4 }), subject: fc.constantFrom("x", "y", "z") },
        { requiredKeys: [] },
      ),
      async (filter) => {
        const stored = await readEvents(database.db, { afterId: 0, limit: 100, ...filter });
        expect(keys(stored)).toEqual(keys(all.filter((candidate) => matchesFilter(candidate, filter))));
      },
    ),
  );
});
