/**
 * A query built once for each database, instead of at each call: `const gameById = preparedOn((db: Reader) => db.select()
 * ... .where(eq(gamesTable.id, sql.placeholder("id"))).prepare())`, then `gameById(db).all({ id })`. Transactions get one of
 * their own, for as long as they are there. Values of placeholders go to the driver as they are.
 */
export function preparedOn<D extends object, Q>(build: (db: D) => Q): (db: D) => Q {
  const queries = new WeakMap<D, Q>();
  return (db) => {
    let query = queries.get(db);
    if (query === undefined) {
      query = build(db);
      queries.set(db, query);
    }
    return query;
  };
}
