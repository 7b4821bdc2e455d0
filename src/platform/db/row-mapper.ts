import { Column, type DriverValueDecoder, is, SQL } from "drizzle-orm";
import type { SelectedFieldsOrdered } from "drizzle-orm/sqlite-core";

/** Makes the object of a row out of its cells. */
export type RowMapper = (cells: ArrayLike<unknown>) => Record<string, unknown>;

/**
 * What Drizzle finds out about every cell of every row, found out once per query: which member it becomes, and how.
 * `undefined` for nested members, as joins have them: the rules for their missing rows are Drizzle's own.
 */
export function createRowMapper(fields: SelectedFieldsOrdered): RowMapper | undefined {
  if (fields.some(({ path }) => path.length !== 1)) return undefined;
  const members = fields.map(({ path, field }) => ({ name: path[0] ?? "", decoder: decoderOf(field) }));
  return (cells) => {
    const row: Record<string, unknown> = {};
    let i = 0;
    for (const { name, decoder } of members) {
      const cell = cells[i++];
      const value = cell instanceof ArrayBuffer ? Buffer.from(cell) : cell;
      row[name] = decoder === undefined || value === null ? value : decoder.mapFromDriverValue(value);
    }
    return row;
  };
}

type Decoder = DriverValueDecoder<unknown, unknown>;

/** `undefined` for columns whose cells are their values. */
function decoderOf(field: SelectedFieldsOrdered[number]["field"]): Decoder | undefined {
  if (is(field, Column)) {
    return field.mapFromDriverValue === Column.prototype.mapFromDriverValue ? undefined : field;
  }
  const expression = is(field, SQL) ? field : is(field, SQL.Aliased) ? field.sql : field._.sql;
  // Drizzle declares it internal, and reads it just like this.
  return (expression as unknown as { decoder: Decoder }).decoder;
}
