import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createHostGates } from "../../../src/platform/jobs/host-gate.ts";
import { createHttpSource, type HttpSourceOptions, userAgentOf } from "../../../src/platform/jobs/source.ts";
import { createLogger } from "../../../src/platform/log.ts";
import type { Random } from "../../../src/platform/random.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { json, serve } from "../../support/http-server.ts";
import { until } from "../../support/until.ts";

/** Draws the longest wait every time, so that waits are known. */
const patientRandom: Random = { number: () => 0.999_999, bytes: (length) => new Uint8Array(length) };

function setUp(overrides: Partial<HttpSourceOptions> = {}) {
  const clock = createFakeClock();
  const options: HttpSourceOptions = {
    name: "test",
    fetch,
    clock,
    random: patientRandom,
    log: createLogger("silent"),
    userAgent: userAgentOf("1.2.3"),
    hosts: createHostGates(),
    retries: 0,
    ...overrides,
  };
  return { clock, options, source: createHttpSource(options) };
}

/** Sends a body without saying how long it is, and hangs up. */
const unframed = (response: ServerResponse, body: string, contentType = "application/json") => {
  response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\nconnection: close\r\n\r\n${body}`);
};

describe("an answer", () => {
  it("comes parsed and as text, with its size and the start of its request as the moment it speaks of", async () => {
    const server = await serve((_, response) => json(response, { week: 3 }));
    const { source, clock } = setUp({ baseUrl: `${server.url}/api/` });
    const result = await source.request("/scoreboard?week=3");
    expect(result).toMatchObject({
      outcome: "ok",
      url: `${server.url}/api/scoreboard?week=3`,
      httpStatus: 200,
      json: { week: 3 },
      text: '{"week":3}',
      bytes: 10,
      attempts: 1,
      startedAt: clock.now(),
      observedAt: clock.now(),
    });
    expect(server.requests[0]?.headers).toMatchObject({
      "user-agent": "Gameroom/1.2.3 (self-hosted; contact in README)",
      accept: "application/json",
    });
  });

  it("may be text when text is asked for", async () => {
    const server = await serve((_, response) => response.end("a,b\n1,2\n"));
    const result = await setUp().source.request(server.url, { accept: "text" });
    expect(result).toMatchObject({ outcome: "ok", text: "a,b\n1,2\n", json: undefined });
  });

  it("is dated back by its age when a cache served it", async () => {
    const { source, clock } = setUp();
    const server = await serve((request, response) => {
      const behind = (seconds: number) => new Date(clock.now().getTime() - seconds * 1_000).toUTCString();
      const headers: Record<string, Record<string, string>> = {
        "/aged": { age: "45", date: behind(45) },
        "/chain": { age: "5", date: behind(90) },
        "/skewed-origin": { date: behind(600) },
        "/future": { age: "0", date: behind(-600) },
        "/nonsense": { age: "-5" },
        "/overflow": { age: "9".repeat(30) },
      };
      json(response, {}, headers[request.url ?? ""]);
    });
    const secondsBack = async (path: string) => {
      const result = await source.request(server.url + path);
      if (result.outcome !== "ok") throw new Error(result.outcome);
      return (clock.now().getTime() - result.observedAt.getTime()) / 1_000;
    };
    expect(await secondsBack("/aged")).toBe(45);
    expect(await secondsBack("/chain")).toBe(90);
    expect(await secondsBack("/skewed-origin")).toBe(0);
    expect(await secondsBack("/future")).toBe(0);
    expect(await secondsBack("/nonsense")).toBe(0);
    expect(await secondsBack("/overflow")).toBe(2_147_483_648);
  });

  it("speaks of the start of the attempt that brought it, not of the end of a slow body", async () => {
    const { source, clock } = setUp();
    let held: ServerResponse | undefined;
    const server = await serve((_, response) => {
      response.write('{"slow":');
      held = response;
    });
    const pending = source.request(server.url);
    await until(() => held !== undefined, "request arrives");
    const asked = clock.now();
    await clock.advance(4_000);
    held?.end("true}");
    expect(await pending).toMatchObject({ outcome: "ok", observedAt: asked, durationMs: 4_000 });
  });
});

describe("conditional requests", () => {
  it("are made once a body is acknowledged, and answered 'not modified'", async () => {
    const server = await serve((request, response) => {
      if (request.headers["if-none-match"] === '"v1"') response.writeHead(304, { age: "10" }).end();
      else json(response, {}, { etag: '"v1"', "last-modified": "Sun, 13 Sep 2026 16:00:00 GMT" });
    });
    const { source, clock } = setUp();
    const first = await source.request(server.url);
    if (first.outcome !== "ok") throw new Error(first.outcome);
    first.acknowledge();
    const second = await source.request(server.url);
    expect(server.requests[1]?.headers["if-modified-since"]).toBe("Sun, 13 Sep 2026 16:00:00 GMT");
    expect(second).toMatchObject({
      outcome: "not-modified",
      httpStatus: 304,
      observedAt: new Date(clock.now().getTime() - 10_000),
    });
  });

  it("are not made for a body that was read but never acknowledged as stored", async () => {
    const server = await serve((_, response) => json(response, {}, { etag: '"v1"' }));
    const { source } = setUp();
    await source.request(server.url);
    expect(await source.request(server.url)).toMatchObject({ outcome: "ok" });
    expect(server.requests[1]?.headers["if-none-match"]).toBeUndefined();
  });

  it("forget the old validator when a later body comes without one", async () => {
    const etags = ['"v1"', undefined];
    const server = await serve((_, response) => {
      const etag = etags.shift();
      json(response, {}, etag === undefined ? {} : { etag });
    });
    const { source } = setUp();
    for (let i = 0; i < 3; i++) {
      const result = await source.request(server.url);
      if (result.outcome === "ok") result.acknowledge();
    }
    expect(server.requests.map((request) => request.headers["if-none-match"])).toEqual([undefined, '"v1"', undefined]);
  });

  it("do not believe a 304 nobody asked for", async () => {
    const server = await serve((_, response) => response.writeHead(304).end());
    expect(await setUp().source.request(server.url)).toMatchObject({ outcome: "http-error", httpStatus: 304 });
  });
});

describe("a faulty answer", () => {
  const bodies: [string, (response: ServerResponse) => void, string][] = [
    ["HTML with 200", (response) => response.end("\n<!doctype html><p>Sorry"), "HTML where JSON was expected"],
    [
      "JSON cut short by a hung-up connection",
      (response) => unframed(response, '{"a":'),
      "JSON is cut short or malformed",
    ],
    ["an empty body", (response) => response.end(), "Empty body where JSON was expected"],
    ["bytes that are not UTF-8", (response) => response.end(Buffer.from([0x22, 0xff, 0x22])), "Body is not UTF-8"],
  ];
  it.each(bodies)("is a bad body: %s", async (_, answer, error) => {
    const server = await serve((_, response) => answer(response));
    expect(await setUp().source.request(server.url)).toMatchObject({ outcome: "bad-body", httpStatus: 200, error });
  });

  it("keeps the text of a bad body for looking at", async () => {
    const server = await serve((_, response) => unframed(response, '{"events":[{'));
    expect(await setUp().source.request(server.url)).toMatchObject({ text: '{"events":[{', bytes: 12 });
  });

  it("is a bad body when larger than allowed, and is not read to its end", async () => {
    const chunk = "x".repeat(65_536);
    let sent = 0;
    let gone = false;
    const server = await serve((_, response) => {
      const more = () => {
        while (!gone && response.write(chunk)) sent += chunk.length;
        if (!gone) response.once("drain", more);
      };
      response.on("close", () => {
        gone = true;
      });
      more();
    });
    const result = await setUp({ maxBytes: 100_000 }).source.request(server.url);
    expect(result).toMatchObject({ outcome: "bad-body", error: "Body larger than 100000 bytes", text: undefined });
    await until(() => gone, "connection closed");
    expect(sent).toBeLessThan(50_000_000);
  });

  it("counts the size after decompression, so a small bomb does not go off", async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, "7"));
    const server = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await setUp({ maxBytes: 100_000 }).source.request(server.url)).toMatchObject({ outcome: "bad-body" });
  });

  it("is a network error when the body is shorter than announced", async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"a":1}', () => response.destroy());
    });
    expect(await setUp().source.request(server.url)).toMatchObject({ outcome: "network-error", attempts: 1 });
  });

  it("is a network error with its cause when nobody listens", async () => {
    const server = await serve(() => {});
    await server.close();
    const result = await setUp().source.request(server.url);
    expect(result).toMatchObject({ outcome: "network-error", error: expect.stringContaining("ECONNREFUSED") });
  });

  it("is an HTTP error with its status otherwise", async () => {
    const server = await serve((_, response) => response.writeHead(404).end("no such page"));
    expect(await setUp({ retries: 2 }).source.request(server.url)).toMatchObject({
      outcome: "http-error",
      httpStatus: 404,
      error: "HTTP 404",
      attempts: 1,
    });
  });

  it.each([
    ["before the headers", () => {}],
    ["in the middle of the body", (response: ServerResponse) => response.write('{"events":')],
  ])("is a timeout when it stalls %s", async (_, stall) => {
    let arrived = false;
    const server = await serve((_, response) => {
      stall(response);
      arrived = true;
    });
    const { source, clock } = setUp({ timeoutMs: 3_000 });
    const pending = source.request(server.url);
    await until(() => arrived, "request arrives");
    await clock.advance(3_000);
    expect(await pending).toMatchObject({
      outcome: "timeout",
      error: "No whole answer within 3000 ms",
      durationMs: 3_000,
    });
  });
});

describe("redirects", () => {
  it("are followed on the same host", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/old") response.writeHead(301, { location: "/new" }).end();
      else json(response, { at: request.url });
    });
    expect(await setUp().source.request(`${server.url}/old`)).toMatchObject({ outcome: "ok", json: { at: "/new" } });
  });

  it("are refused to another host, which is never asked", async () => {
    const other = await serve((_, response) => json(response, {}));
    const server = await serve((_, response) => response.writeHead(302, { location: other.url }).end());
    const result = await setUp().source.request(server.url);
    expect(result).toMatchObject({ outcome: "http-error", httpStatus: 302, error: "Redirect to another host refused" });
    expect(other.requests).toHaveLength(0);
  });

  it("end when they go round in circles", async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(await setUp().source.request(server.url)).toMatchObject({ error: "More than 3 redirects" });
    expect(server.requests).toHaveLength(4);
  });
});

describe("an abort", () => {
  it("throws the caller's reason, during a request and while waiting for the host, and lets the next one go", async () => {
    let answer = false;
    const server = await serve((_, response) => {
      if (answer) json(response, {});
    });
    const { source } = setUp();
    const [first, second] = [new AbortController(), new AbortController()];
    const inFlight = source.request(server.url, { signal: first.signal });
    const waiting = source.request(server.url, { signal: second.signal });
    const third = source.request(server.url);
    await until(() => server.requests.length === 1, "first request arrives");
    answer = true;
    second.abort(new Error("not needed"));
    await expect(waiting).rejects.toThrow("not needed");
    first.abort(new Error("shutting down"));
    await expect(inFlight).rejects.toThrow("shutting down");
    expect(await third).toMatchObject({ outcome: "ok" });
    expect(server.requests).toHaveLength(2);
  });
});
