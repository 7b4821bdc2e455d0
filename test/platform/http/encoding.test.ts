import { expect, test } from "vitest";
import { isCompressible, negotiateEncoding } from "../../../src/platform/http/encoding.ts";
import { addVary, matchesEtag } from "../../../src/platform/http/etag.ts";

test.each([
  [undefined, "identity"],
  ["", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip", "gzip"],
  ["GZIP", "gzip"],
  ["x-gzip", "gzip"],
  ["*", "br"],
  ["br;q=0.5, gzip;q=0.8", "gzip"],
  ["br;q=0, *", "gzip"],
  ["br;q=0, gzip;q=0", "identity"],
  ["gzip;q=0.1", "gzip"],
  ["identity;q=0.5, gzip;q=0.4", "identity"],
  ["identity", "identity"],
  ["deflate", "identity"],
  ["gzip;q=nonsense", "identity"],
  [";;;,,,", "identity"],
])("Accept-Encoding %j is answered with %s", (header, encoding) => {
  expect(negotiateEncoding(header)).toBe(encoding);
});

test.each([
  ["application/json", true],
  ["application/json; charset=utf-8", true],
  ["application/problem+json", true],
  ["text/html; charset=UTF-8", true],
  ["text/calendar", true],
  ["image/svg+xml", true],
  ["text/event-stream", false],
  ["text/event-stream; charset=utf-8", false],
  ["application/x-ndjson", false],
  ["image/png", false],
  ["font/woff2", false],
  [undefined, false],
])("a body of type %s compresses: %s", (type, expected) => {
  expect(isCompressible(type)).toBe(expected);
});

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ["*", true],
  ['"b"', false],
  ['"a-gzip"', false],
  ["a", false],
  [undefined, false],
])('If-None-Match %s matches "a": %s', (header, expected) => {
  expect(matchesEtag(header, '"a"')).toBe(expected);
});

test.each([
  [null, "origin"],
  ["accept-encoding", "accept-encoding, origin"],
  ["Origin", "Origin"],
  ["*", "*"],
])("Vary %s with origin is %s", (vary, expected) => {
  expect(addVary(vary, "origin")).toBe(expected);
});
