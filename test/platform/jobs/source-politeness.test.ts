import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createHostGates } from "../../../src/platform/jobs/host-gate.ts";
import { createHttpSource, type HttpSourceOptions } from "../../../src/platform/jobs/source.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { json, serve } from "../../support/http-server.ts";
import { until } from "../../support/until.ts";

function setUp(overrides: Partial<HttpSourceOptions> = {}) {
  const clock = createFakeClock();
  const hosts = createHostGates({ failures: 3, coolDownMs: 60_000, maxCoolDownMs: 200_000 });
  const make = (more: Partial<HttpSourceOptions> = {}) =>
    createHttpSource({
      name: "test",
      fetch,
      clock,
      // Half of the longest wait, every time.
      random: { number: () => 0.5, bytes: (length) => new Uint8Array(length) },
      log: createLogger("silent"),
      userAgent: "test",
      hosts,
      backoff: { baseMs: 1_000, capMs: 10_000 },
      timeoutMs: 60_000,
      ...overrides,
      ...more,
    });
  /** Waits until the source sleeps for `ms` between two attempts, then lets that time pass. */
  const passWait = async (ms: number) => {
    await until(() => clock.sleeping().includes(ms), `a wait of ${ms} ms among ${clock.sleeping()}`);
    await clock.advance(ms);
  };
  return { clock, hosts, make, source: make(), passWait };
}

/** Answers with these statuses in turn, then with 200; a pair brings `Retry-After`. */
const answering = (statuses: (number | [number, string])[]) => (_: unknown, response: ServerResponse) => {
  const next = statuses.shift() ?? 200;
  if (next === 200) return json(response, {});
  const [status, retryAfter] = Array.isArray(next) ? next : [next, undefined];
  response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
};

describe("one host", () => {
  it("sees one request at a time, in order of calls, whichever source they come from", async () => {
    let inFlight = 0;
    let most = 0;
    const server = await serve((_, response) => {
      most = Math.max(most, ++inFlight);
      setImmediate(() => {
        inFlight--;
        json(response, {});
      });
    });
    const { make } = setUp();
    const sources = [make({ name: "a" }), make({ name: "b" })];
    await Promise.all(Array.from({ length: 20 }, (_, i) => sources[i % 2]!.request(`${server.url}/${i}`)));
    expect(most).toBe(1);
    expect(server.requests.map((request) => request.url)).toEqual(Array.from({ length: 20 }, (_, i) => `/${i}`));
  });

  it("does not keep other hosts waiting", async () => {
    const stuck = await serve(() => {});
    const quick = await serve((_, response) => json(response, {}));
    const { source } = setUp();
    const cut = new AbortController();
    const pending = source.request(stuck.url, { signal: cut.signal });
    expect(await source.request(quick.url)).toMatchObject({ outcome: "ok" });
    cut.abort(new Error("done"));
    await expect(pending).rejects.toThrow("done");
  });
});

describe("retries", () => {
  it("wait longer each time, drawn below a doubling bound", async () => {
    const server = await serve(answering([500, 502]));
    const { source, passWait } = setUp();
    const pending = source.request(server.url);
    await passWait(500);
    await passWait(1_000);
    expect(await pending).toMatchObject({ outcome: "ok", attempts: 3, durationMs: 1_500 });
  });

  it("end after the last one with the last fault", async () => {
    const server = await serve(answering([500, 502, 504, 500]));
    const { source, passWait } = setUp();
    const pending = source.request(server.url);
    await passWait(500);
    await passWait(1_000);
    expect(await pending).toMatchObject({ outcome: "http-error", httpStatus: 504, attempts: 3 });
  });

  it("are not begun past the budget of the call", async () => {
    const server = await serve(answering([500, 500, 500]));
    const { source, passWait } = setUp({ budgetMs: 1_400 });
    const pending = source.request(server.url);
    await passWait(500);
    expect(await pending).toMatchObject({ outcome: "http-error", attempts: 2, durationMs: 500 });
  });

  it("are not made for answers that will not change: 400, 401, 403, 404, 410", async () => {
    const server = await serve(answering([400, 401, 403, 404, 410]));
    const { source } = setUp();
    for (const httpStatus of [400, 401, 403, 404, 410]) {
      expect(await source.request(server.url)).toMatchObject({ outcome: "http-error", httpStatus, attempts: 1 });
    }
  });

  it("stop at once when the caller aborts between two attempts", async () => {
    const server = await serve(answering([500]));
    const { source, clock } = setUp();
    const abort = new AbortController();
    const pending = source.request(server.url, { signal: abort.signal });
    await until(() => clock.sleeping().includes(500), "waiting to retry");
    abort.abort(new Error("shutting down"));
    await expect(pending).rejects.toThrow("shutting down");
    expect(server.requests).toHaveLength(1);
  });
});

describe("Retry-After", () => {
  it("is obeyed in seconds and as a date, and holds back every source of the host", async () => {
    const { make, passWait, clock } = setUp();
    const date = new Date(clock.now().getTime() + 12_000).toUTCString();
    const server = await serve(
      answering([
        [429, "5"],
        [503, date],
      ]),
    );
    const [one, other] = [make({ name: "one" }), make({ name: "other" })];
    const pending = one.request(`${server.url}/one`);
    await until(() => clock.sleeping().includes(5_000), "waiting as asked");
    const held = other.request(`${server.url}/other`);
    await passWait(5_000);
    await passWait(7_000);
    expect(await pending).toMatchObject({ outcome: "ok" });
    expect(await held).toMatchObject({ outcome: "ok" });
    expect(clock.now().getTime()).toBe(Date.parse(date));
    expect(server.requests).toHaveLength(4);
  });

  it("longer than the budget ends the call and says when to come back; until then nobody asks", async () => {
    const server = await serve(answering([[429, "600"]]));
    const { source, clock } = setUp();
    expect(await source.request(server.url)).toMatchObject({
      outcome: "http-error",
      httpStatus: 429,
      retryAfterMs: 600_000,
    });
    expect(await source.request(server.url)).toMatchObject({
      outcome: "circuit-open",
      attempts: 0,
      retryAfterMs: 600_000,
    });
    expect(server.requests).toHaveLength(1);
    await clock.advance(600_000);
    expect(await source.request(server.url)).toMatchObject({ outcome: "ok" });
  });

  it("is capped at an hour, and ignored when not readable", async () => {
    const server = await serve(
      answering([
        [503, "99999999"],
        [503, "soon"],
      ]),
    );
    const { source, clock } = setUp({ retries: 0 });
    expect(await source.request(server.url)).toMatchObject({ retryAfterMs: 3_600_000 });
    await clock.advance(3_600_000);
    expect(await source.request(server.url)).toMatchObject({ httpStatus: 503, retryAfterMs: undefined });
  });
});

describe("the circuit breaker", () => {
  it("opens after failures in a row, lets one probe through after the cool-down, and closes when it succeeds", async () => {
    const server = await serve(answering([500, 500, 500]));
    const { source, clock } = setUp({ retries: 0 });
    for (let i = 0; i < 3; i++) await source.request(server.url);
    const open = { outcome: "circuit-open", attempts: 0, httpStatus: undefined };
    expect(await source.request(server.url)).toMatchObject({ ...open, retryAfterMs: 60_000 });
    await clock.advance(59_000);
    expect(await source.request(server.url)).toMatchObject({ ...open, retryAfterMs: 1_000 });
    expect(server.requests).toHaveLength(3);
    await clock.advance(1_000);
    expect(await source.request(server.url)).toMatchObject({ outcome: "ok" });
    expect(await source.request(server.url)).toMatchObject({ outcome: "ok" });
  });

  it("doubles the cool-down with every failed probe, up to a limit, and sends only one probe of many waiting", async () => {
    const server = await serve((_, response) => response.writeHead(500).end());
    const { source, clock } = setUp({ retries: 0 });
    for (let i = 0; i < 3; i++) await source.request(server.url);
    for (const coolDownMs of [60_000, 120_000, 200_000, 200_000]) {
      expect(await source.request(server.url)).toMatchObject({ outcome: "circuit-open", retryAfterMs: coolDownMs });
      await clock.advance(coolDownMs);
      const results = await Promise.all([1, 2, 3].map(() => source.request(server.url)));
      expect(results.map((result) => result.outcome)).toEqual(["http-error", "circuit-open", "circuit-open"]);
    }
    expect(server.requests).toHaveLength(7);
  });

  it("counts only failures in a row, and no missing pages", async () => {
    const server = await serve(answering([500, 500, 200, 500, 500, 404, 404, 404, 500, 500]));
    const { source } = setUp({ retries: 0 });
    const outcomes = [];
    for (let i = 0; i < 10; i++) outcomes.push((await source.request(server.url)).outcome);
    expect(outcomes).not.toContain("circuit-open");
  });

  it("opening during a call ends its retries with the fault that was seen", async () => {
    const server = await serve(answering([500, 500, 500, 500]));
    const { source, passWait } = setUp({ retries: 5 });
    const pending = source.request(server.url);
    for (const waitMs of [500, 1_000, 2_000]) await passWait(waitMs);
    expect(await pending).toMatchObject({ outcome: "http-error", httpStatus: 500, attempts: 3, retryAfterMs: 58_000 });
  });
});
