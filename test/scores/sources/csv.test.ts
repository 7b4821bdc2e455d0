import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../src/modules/scores/sources/csv.ts";

const read = async (chunks: string[]) => {
  const records: { line: number; fields: string[] }[] = [];
  for await (const record of readCsv(chunks)) records.push(record);
  return records;
};
const fields = async (...chunks: string[]) => (await read(chunks)).map((record) => record.fields);

const field = fc.string({
  unit: fc.constantFrom("a", "é", ",", '"', "\n", "\r\n", " ", "0"),
  minLength: 0,
  maxLength: 6,
});
const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
const written = (rows: string[][], lineBreak: string) =>
  rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")).join(lineBreak);

describe("comma-separated values", () => {
  it("come back as they were written, wherever the chunks are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 7 }),
        async (rows, lineBreak, size) => {
          const text = `\uFEFF${written(rows, lineBreak)}`;
          const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
            text.slice(i * size, (i + 1) * size),
          );
          expect(await fields(...chunks)).toEqual(rows);
        },
      ),
    );
  });

  it("keep empty fields, and quotes inside a plain one", async () => {
    expect(await fields('a,,5" pipe\r\n,,\r\n')).toEqual([
      ["a", "", '5" pipe'],
      ["", "", ""],
    ]);
  });

  it("skip empty lines and need no line break at the end", async () => {
    expect(await fields("\n\r\na,b\n\n", "c,d")).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(await fields("")).toEqual([]);
  });

  it("know the line each record begins on", async () => {
    expect((await read(['a,b\n"two\nlines",c\nd,e'])).map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  it("are refused when a quote does not end, or text follows one that did", async () => {
    await expect(fields('a,b\nc,"open')).rejects.toMatchObject({
      code: "malformed-body",
      message: "Line 2: a quoted field does not end.",
    });
    await expect(fields('"a"b,c')).rejects.toMatchObject({ message: "Line 1: text after a closing quote." });
  });
});
