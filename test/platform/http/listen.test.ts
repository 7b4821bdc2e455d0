import { once } from "node:events";
import { Agent, get as httpGet, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { streamSSE } from "hono/streaming";
import { afterEach, describe, expect, test } from "vitest";
import { answerValidUntil, cached } from "../../../src/platform/http/cached.ts";
import { type Listening, type ListenOptions, listen } from "../../../src/platform/http/listen.ts";
import { createTestHttp, viewerFromHeader } from "./harness.ts";
import { bodyOf, closed, exchange, requestRaw, withoutDateAndId } from "./raw.ts";

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
});

function createApp(origins = ["https://front.example"]) {
  const runs: string[] = [];
  const release: (() => void)[] = [];
  const http = createTestHttp({
    origins,
    middleware: { authenticate: viewerFromHeader },
    routes: (app) => {
      app
        .get("/api/v1/games", cached(), (c) => {
          runs.push(c.req.url);
          c.header("link", '</api/v1/games?page=2>; rel="next"');
          return c.json({ viewer: c.get("viewer"), text: "game ".repeat(1_000) });
        })
        .get("/small", cached(), (c) => c.text("ok"))
        .get("/clocked", cached(), (c) => {
          answerValidUntil(c, new Date("2026-11-20T18:00:10.000Z"));
          return c.text(http.clock.now().toISOString());
        })
        .get("/plain", (c) => c.text("plain"))
        .get("/slow", async (c) => {
          await new Promise<void>((resolve) => release.push(resolve));
          return c.text("done");
        })
        .post("/echo", async (c) => c.text(String((await c.req.text()).length)))
        .get("/events", (c) =>
          streamSSE(c, async (stream) => {
            await stream.writeSSE({ data: "first" });
            await new Promise<void>((resolve) => stream.onAbort(resolve));
          }),
        );
    },
  });
  return { ...http, runs, release };
}

async function start(http: Pick<ReturnType<typeof createApp>, "app" | "core">, options: Partial<ListenOptions> = {}) {
  const server = await listen({ app: http.app, core: http.core, port: 0, host: "127.0.0.1", ...options });
  open.push(server);
  return server;
}

describe("the hot path", () => {
  const cases: [string, string, Record<string, string>, string?][] = [
    ["plain", "/api/v1/games", {}],
    ["with a query", "/api/v1/games?week=3&zone=Europe%2FHelsinki", {}],
    ["gzip", "/api/v1/games", { "Accept-Encoding": "gzip" }],
    ["br", "/api/v1/games", { "Accept-Encoding": "gzip, deflate, br" }],
    ["weights that prefer identity", "/api/v1/games", { "Accept-Encoding": "gzip;q=0.5, identity" }],
    ["an encoding nobody makes", "/api/v1/games", { "Accept-Encoding": "deflate" }],
    ["an allowed origin", "/api/v1/games", { Origin: "https://front.example" }],
    ["another origin", "/api/v1/games", { Origin: "https://other.example" }],
    ["HEAD", "/api/v1/games", {}, "HEAD"],
    ["HEAD with gzip", "/api/v1/games", { "Accept-Encoding": "gzip" }, "HEAD"],
    ["a body too small to compress", "/small", { "Accept-Encoding": "br" }],
    ["an ETag that does not match", "/api/v1/games", { "If-None-Match": '"nothing"' }],
    ["any ETag", "/api/v1/games", { "If-None-Match": "*", Origin: "https://front.example" }],
    ["any ETag with HEAD", "/api/v1/games", { "If-None-Match": "*" }, "HEAD"],
  ];

  test.each(cases)("sends byte for byte what the application sends: %s", async (_name, target, headers, method) => {
    const http = createApp();
    const hot = await start(http);
    const cold = await start(http, { hotPath: false });
    const miss = await requestRaw(hot.port, target, headers, method);
    const throughHono = await requestRaw(cold.port, target, headers, method);
    const unreachable = { fetch: () => new Response("the application was asked") };
    const watched = await start({ ...http, app: unreachable as never });
    const fromCache = await requestRaw(watched.port, target, headers, method);
    expect(withoutDateAndId(fromCache)).toBe(withoutDateAndId(throughHono));
    expect(withoutDateAndId(fromCache)).toBe(withoutDateAndId(miss));
    expect(fromCache).toMatch(/^HTTP\/1\.1 (?:200 OK|304 Not Modified)\r\n/);
    expect(fromCache).toMatch(/^x-request-id: .+\r$/m);
  });

  test("sends byte for byte what the application sends when every origin is allowed", async () => {
    const http = createApp(["*"]);
    const [hot, cold] = await Promise.all([start(http), start(http, { hotPath: false })]);
    const headers = { Origin: "https://any.example", "Accept-Encoding": "br" };
    await requestRaw(hot.port, "/api/v1/games", headers);
    const fromCache = withoutDateAndId(await requestRaw(hot.port, "/api/v1/games", headers));
    expect(fromCache).toBe(withoutDateAndId(await requestRaw(cold.port, "/api/v1/games", headers)));
    expect(fromCache).toMatch(/^access-control-allow-origin: \*\r$/m);
  });

  test("answers 304 to the ETag of the coding it would send, and only to that", async () => {
    const server = await start(createApp());
    const gzip = { "Accept-Encoding": "gzip" };
    const etag = /^etag: (.+)\r$/m.exec(await requestRaw(server.port, "/api/v1/games", gzip))?.[1] ?? "";
    expect(etag).toMatch(/^"[\w-]{22}-gzip"$/);
    expect(await requestRaw(server.port, "/api/v1/games", { ...gzip, "If-None-Match": etag })).toMatch(
      /^HTTP\/1\.1 304/,
    );
    expect(await requestRaw(server.port, "/api/v1/games", { "If-None-Match": etag })).toMatch(/^HTTP\/1\.1 200/);
  });

  test("sees every commit", async () => {
    const http = createApp();
    const server = await start(http);
    for (let i = 0; i < 3; i++) await requestRaw(server.port, "/api/v1/games");
    expect(http.runs).toHaveLength(1);
    http.commit();
    for (let i = 0; i < 3; i++) await requestRaw(server.port, "/api/v1/games");
    expect(http.runs).toHaveLength(2);
  });

  test("sees the end of an answer that depends on the clock", async () => {
    const http = createApp();
    const server = await start(http);
    const first = bodyOf(await requestRaw(server.port, "/clocked"));
    http.clock.advance(9_999);
    expect(bodyOf(await requestRaw(server.port, "/clocked"))).toBe(first);
    http.clock.advance(1);
    expect(bodyOf(await requestRaw(server.port, "/clocked"))).toBe("2026-11-20T18:00:10.000Z");
  });

  test("leaves requests with a token or a cookie to the application", async () => {
    const http = createApp();
    const server = await start(http);
    await requestRaw(server.port, "/api/v1/games");
    const token = await requestRaw(server.port, "/api/v1/games", { Authorization: "token:tok_1" });
    expect(JSON.parse(bodyOf(token))).toMatchObject({ viewer: "token:tok_1" });
    expect(token).toMatch(/^cache-control: private, no-cache\r$/m);
    await requestRaw(server.port, "/api/v1/games", { Cookie: "theme=dark" });
    expect(http.runs).toHaveLength(2);
  });

  test("serves cookies that do not change the viewer when it is told how to tell", async () => {
    const http = createApp();
    const viewerOf = (headers: IncomingHttpHeaders) =>
      headers.authorization === undefined && !headers.cookie?.includes("session=") ? "public" : undefined;
    await requestRaw((await start(http)).port, "/api/v1/games");
    const unreachable = { fetch: () => new Response("application") };
    const server = await start({ ...http, app: unreachable as never }, { viewerOf });
    expect(await requestRaw(server.port, "/api/v1/games", { Cookie: "theme=dark" })).toContain("game game");
    expect(await requestRaw(server.port, "/api/v1/games", { Cookie: "session=1" })).toContain("application");
  });

  test("keeps the caller's request id, and is logged at debug level with its route", async () => {
    const http = createApp();
    const server = await start(http);
    await requestRaw(server.port, "/api/v1/games?week=1");
    http.lines.length = 0;
    expect(await requestRaw(server.port, "/api/v1/games?week=1", { "X-Request-Id": "abc-1" })).toMatch(
      /^x-request-id: abc-1\r$/m,
    );
    expect(http.lines).toMatchObject([
      { level: 20, route: "/api/v1/games", status: 200, requestId: "abc-1", cache: "hit" },
    ]);
  });

  test("serves many requests on one connection", async () => {
    const http = createApp();
    const server = await start(http);
    await requestRaw(server.port, "/small");
    const request = "GET /small HTTP/1.1\r\nHost: x\r\n";
    const answer = await exchange(server.port, `${request}\r\n${request}\r\n${request}Connection: close\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(new Set(answer.match(/^x-request-id: .*$/gm)).size).toBe(3);
  });
});

describe("requests that cannot be read", () => {
  test.each([
    ["bad percent-encoding in the path", "/api/%zz", 400],
    ["percent-encoding that is not UTF-8", "/api/%ff", 400],
    ["bad percent-encoding in the query", "/plain?a=%", 400],
    ["a star", "*", 400],
    ["a backslash", "/a\\b", 400],
    ["a bad absolute URL", "http://[", 400],
    ["two slashes", "//", 404],
    ["a host in the path", "//evil.example/plain", 404],
    ["dots", "/../../etc/passwd", 404],
    ["an encoded slash", "/%2f%2e%2e", 404],
  ])("%s answers %s with %i as a problem", async (_name, target, status) => {
    const server = await start(createApp());
    const answer = await requestRaw(server.port, target);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
    expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im);
    expect(answer).toMatch(/^x-request-id: .+\r$/im);
    expect(JSON.parse(bodyOf(answer))).toMatchObject({ status, code: status === 400 ? "malformed-body" : "not-found" });
    expect(await requestRaw(server.port, "/plain")).toContain("plain");
  });

  test("no request target, however odd, breaks the server or leaves without an answer", async () => {
    const server = await start(createApp());
    const character = fc.constantFrom(...Array.from("/.%\\?#&=;:@[]{}|^`~aZ0é\u0000\u007f"));
    await fc.assert(
      fc.asyncProperty(fc.array(character, { maxLength: 30 }), async (characters) => {
        const answer = await requestRaw(server.port, `/${characters.join("")}`);
        expect(answer).toMatch(/^HTTP\/1\.1 (?:200|4\d\d) /);
      }),
      { numRuns: 150 },
    );
    expect(await requestRaw(server.port, "/plain")).toContain("plain");
  });

  test("a Host header that is none answers 400 as a problem", async () => {
    const server = await start(createApp());
    const answer = await exchange(server.port, "GET /plain HTTP/1.1\r\nHost: a b@c\r\nConnection: close\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(bodyOf(answer)).toContain("malformed-body");
  });

  test("HTTP/1.0 without a Host is served", async () => {
    const server = await start(createApp());
    expect(await exchange(server.port, "GET /plain HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test("bytes that are not HTTP, and heads that are too large, are refused", async () => {
    const server = await start(createApp(), { limits: { maxHeaderBytes: 2_048 } });
    expect(await exchange(server.port, "\x16\x03\x01 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await requestRaw(server.port, "/plain", { "X-Long": "x".repeat(4_000) })).toMatch(/^HTTP\/1\.1 431 /);
    expect(await requestRaw(server.port, "/plain")).toContain("plain");
  });

  test("a body above the limit answers 413, whether or not its length is told", async () => {
    const server = await start(createApp());
    const head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    expect(await exchange(server.port, `${head}Content-Length: 102401\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `${(51_200).toString(16)}\r\n${"x".repeat(51_200)}\r\n`;
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
    expect(await exchange(server.port, chunked, chunk, chunk, "0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 .*102400$/s);
    expect(await exchange(server.port, chunked, chunk, chunk, "1\r\nx\r\n0\r\n\r\n")).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("slow clients", () => {
  test.each([
    ["never finishes its head", "GET / HTTP/1.1\r\nHost: x\r\n"],
    ["never finishes its body", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"],
  ])("one that %s is cut off while others are served", async (_name, beginning) => {
    const server = await start(createApp(), {
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 200, checkIntervalMs: 25 },
    });
    const slow = exchange(server.port, beginning);
    expect(await requestRaw(server.port, "/plain")).toContain("plain");
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe("closing", () => {
  test("refuses new connections, closes idle ones and lets active requests finish", async () => {
    const http = createApp();
    const server = await start(http);
    const idle = connect(server.port, "127.0.0.1");
    await once(idle, "connect");
    const slow = requestRaw(server.port, "/slow");
    await expect.poll(() => http.release.length).toBe(1);
    let done = false;
    const closing = server.close(10_000).then(() => {
      done = true;
    });
    await closed(idle);
    await expect(requestRaw(server.port, "/plain")).rejects.toThrow("ECONNREFUSED");
    expect(done).toBe(false);
    http.release[0]?.();
    expect(await slow).toMatch(/done$/);
    await closing;
  });

  test("closes a keep-alive connection after the answer that was under way", async () => {
    const http = createApp();
    const server = await start(http);
    const agent = new Agent({ keepAlive: true });
    const answered = new Promise<string>((resolve) => {
      httpGet(`${server.url}/slow`, { agent }, (response) => {
        response.setEncoding("utf8").on("data", resolve);
      });
    });
    await expect.poll(() => http.release.length).toBe(1);
    const closing = server.close(10_000);
    http.release[0]?.();
    expect(await answered).toBe("done");
    await closing;
    agent.destroy();
  });

  test("cuts what is still open at the deadline", async () => {
    const http = createApp();
    const server = await start(http);
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 200 OK/);
    await Promise.all([closed(socket), server.close(50)]);
  });

  test("an address in use is reported, not thrown at nobody", async () => {
    const http = createApp();
    const { port } = await start(http);
    await expect(start(http, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
