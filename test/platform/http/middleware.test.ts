import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { streamSSE } from "hono/streaming";
import { describe, expect, test } from "vitest";
import { cached } from "../../../src/platform/http/cached.ts";
import { CONTENT_SECURITY_POLICY } from "../../../src/platform/http/headers.ts";
import { createTestHttp, viewerFromHeader } from "./harness.ts";

const FRONT = "https://front.example";
const LONG = "yards ".repeat(1_000);

const create = (origins = [FRONT], timeoutMs = 30_000) =>
  createTestHttp({
    origins,
    middleware: {
      authenticate: viewerFromHeader,
      timeoutMs,
      bodyLimits: [{ path: "/api/v1/imports", maxBytes: 1_000_000 }],
    },
    routes: (app) => {
      app.get("/api/v1/games/:id", (c) => c.json({ id: c.req.param("id"), requestId: c.get("requestId") }));
      app.get("/api/v1/long", (c) => c.json({ text: LONG }));
      app.get("/api/v1/cached", cached(), (c) => c.json({ text: LONG }));
      app.get("/api/v1/binary", (c) =>
        c.body(Buffer.alloc(5_000) as Uint8Array<ArrayBuffer>, 200, { "content-type": "image/png" }),
      );
      app.get("/page", (c) => c.html("<p>page</p>"));
      app.get("/framed", (c) => c.html("x", 200, { "content-security-policy": "default-src 'none'" }));
      app.get("/never", () => new Promise<Response>(() => {}));
      app.get("/events", (c) =>
        streamSSE(c, async (stream) => {
          for (let i = 0; i < 5; i++) {
            await stream.sleep(20);
            await stream.writeSSE({ data: "x".repeat(2_000) });
          }
        }),
      );
      app.post("/api/v1/echo", async (c) => c.text(String((await c.req.text()).length)));
      app.post("/api/v1/imports", async (c) => c.text(String((await c.req.text()).length)));
    },
  });

describe("request ids", () => {
  test("are made for every request, each another one, and handed to routes", async () => {
    const { app } = create();
    const answers = await Promise.all([app.request("/api/v1/games/1"), app.request("/api/v1/games/1")]);
    const ids = answers.map((answer) => answer.headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(2);
    expect(await answers[0]?.json()).toMatchObject({ requestId: ids[0] });
  });

  test("are taken from the caller when they are sane", async () => {
    const { app } = create();
    const idFor = async (id: string) =>
      (await app.request("/page", { headers: { "x-request-id": id } })).headers.get("x-request-id");
    expect(await idFor("01JD-abc_1.2=")).toBe("01JD-abc_1.2=");
    for (const bad of ['a"b', "a b", "<script>", "x".repeat(129), "é"]) expect(await idFor(bad)).not.toBe(bad);
  });
});

describe("the access log", () => {
  test("has one line for each request, with the pattern of the route and never the query", async () => {
    const { app, lines } = create();
    await app.request("/api/v1/games/42?token=secret", { headers: { "x-request-id": "req-1" } });
    await app.request("/nowhere/at/all");
    expect(lines).toMatchObject([
      { level: 30, method: "GET", route: "/api/v1/games/:id", status: 200, requestId: "req-1", ms: 0 },
      { level: 30, method: "GET", route: "unmatched", status: 404 },
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  test("shows hits of the response cache at debug level only", async () => {
    const { app, lines } = create();
    await app.request("/api/v1/cached");
    await app.request("/api/v1/cached");
    expect(lines).toMatchObject([
      { level: 30, cache: "miss" },
      { level: 20, cache: "hit" },
    ]);
  });
});

describe("metrics", () => {
  test("count requests and their time by route pattern and class of status", async () => {
    const { app, core } = create();
    for (const path of ["/api/v1/games/1", "/api/v1/games/2", "/nowhere/1", "/nowhere/2"]) await app.request(path);
    await app.request("/page", { method: "BREW" });
    const text = core.metrics.render();
    expect(text).toContain('http_requests_total{method="GET",route="/api/v1/games/:id",status="2xx"} 2\n');
    expect(text).toContain('http_requests_total{method="GET",route="unmatched",status="4xx"} 2\n');
    expect(text).toContain('http_requests_total{method="other",route="unmatched",status="4xx"} 1\n');
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/api/v1/games/:id"} 2\n');
  });

  test("count lookups in the response cache", async () => {
    const { app, core } = create();
    for (let i = 0; i < 3; i++) await app.request("/api/v1/cached");
    expect(core.metrics.render()).toMatch(
      /# TYPE http_response_cache_lookups_total counter\n.*\{result="hit"\} 2\n.*\{result="miss"\} 1\n/,
    );
  });
});

describe("security headers", () => {
  test.each(["/page", "/api/v1/games/1", "/nowhere"])("are on %s", async (path) => {
    const { headers } = await create().app.request(path);
    expect(headers.get("content-security-policy")).toBe(CONTENT_SECURITY_POLICY);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("allow nothing inline and no framing", () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|nonce|\*|https?:/);
    expect(CONTENT_SECURITY_POLICY).toContain("frame-ancestors 'none'");
    expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';");
  });

  test("leave what a route set itself", async () => {
    const { headers } = await create().app.request("/framed");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'");
  });
});

describe("CORS", () => {
  const ask = (path: string, init: RequestInit & { headers: Record<string, string> }, origins?: string[]) =>
    create(origins).app.request(path, init);
  const from = (origin: string) => ({ headers: { origin } });

  test("allows the configured origins on the API, and tells caches", async () => {
    const { headers } = await ask("/api/v1/games/1", from(FRONT));
    expect(headers.get("access-control-allow-origin")).toBe(FRONT);
    expect(headers.get("access-control-expose-headers")).toContain("etag");
    expect(headers.get("vary")).toContain("origin");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("allows no other origin, and none outside the API", async () => {
    for (const [path, origin] of [
      ["/api/v1/games/1", "https://front.example.evil.example"],
      ["/api/v1/games/1", "null"],
      ["/page", FRONT],
    ] as const) {
      expect((await ask(path, from(origin))).headers.get("access-control-allow-origin")).toBeNull();
    }
    expect((await ask("/api/v1/games/1", from("https://x.example"))).headers.get("vary")).toContain("origin");
  });

  test("lets front ends read errors", async () => {
    const { status, headers } = await ask("/api/v1/nothing", from(FRONT));
    expect([status, headers.get("access-control-allow-origin")]).toEqual([404, FRONT]);
  });

  test("answers preflights without asking routes or authentication", async () => {
    const preflight = { origin: FRONT, "access-control-request-method": "DELETE" };
    const answer = await ask("/api/v1/games/1", { method: "OPTIONS", headers: preflight });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe(FRONT);
    expect(answer.headers.get("access-control-allow-methods")).toContain("DELETE");
    expect(answer.headers.get("access-control-allow-headers")).toContain("authorization");
    const refused = await ask("/api/v1/games/1", {
      method: "OPTIONS",
      headers: { ...preflight, origin: "https://x.example" },
    });
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    expect(refused.headers.get("access-control-allow-methods")).toBeNull();
  });

  test("opens to every origin with a star, and then answers do not vary", async () => {
    const { headers } = await ask("/api/v1/games/1", from("https://any.example"), ["*"]);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("vary") ?? "").not.toContain("origin");
  });
});

describe("body limits", () => {
  const post = (path: string, length: number) =>
    create().app.request(path, { method: "POST", body: "x".repeat(length) });

  test("are 100 KiB unless the route says more", async () => {
    expect(await (await post("/api/v1/echo", 102_400)).text()).toBe("102400");
    const refused = await post("/api/v1/echo", 102_401);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({
      code: "payload-too-large",
      detail: "The body may be at most 102400 bytes.",
    });
    expect(await (await post("/api/v1/imports", 500_000)).text()).toBe("500000");
    expect((await post("/api/v1/imports", 1_000_001)).status).toBe(413);
  });
});

describe("compression", () => {
  const ask = (path: string, acceptEncoding: string) =>
    create().app.request(path, { headers: { "accept-encoding": acceptEncoding } });

  test("shrinks long text as the caller prefers", async () => {
    const br = await ask("/api/v1/long", "gzip, br");
    const gzip = await ask("/api/v1/long", "gzip");
    expect([br.headers.get("content-encoding"), gzip.headers.get("content-encoding")]).toEqual(["br", "gzip"]);
    expect(br.headers.get("content-type")).toBe("application/json");
    for (const [answer, decode] of [
      [br, brotliDecompressSync],
      [gzip, gunzipSync],
    ] as const) {
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.headers.get("content-length")).toBe(String(bytes.length));
      expect(JSON.parse(decode(bytes).toString())).toEqual({ text: LONG });
      expect(answer.headers.get("vary")).toContain("accept-encoding");
    }
  });

  test("leaves short and binary answers alone", async () => {
    for (const path of ["/api/v1/games/1", "/page", "/api/v1/binary"]) {
      expect((await ask(path, "gzip, br")).headers.get("content-encoding")).toBeNull();
    }
  });

  test("does not encode twice what the response cache encoded", async () => {
    const answer = await ask("/api/v1/cached", "br");
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(JSON.parse(brotliDecompressSync(Buffer.from(await answer.arrayBuffer())).toString())).toEqual({
      text: LONG,
    });
  });

  test("does not touch event streams", async () => {
    const answer = await ask("/events", "gzip, br");
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect((await answer.text()).match(/^data: /gm)).toHaveLength(5);
  });
});

describe("the time limit", () => {
  test("ends a request whose handler does not answer", async () => {
    const answer = await create([], 30).app.request("/never");
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: "timeout" });
  });

  test("does not end a stream that goes on longer", async () => {
    const answer = await create([], 30).app.request("/events");
    expect((await answer.text()).match(/^data: /gm)).toHaveLength(5);
  });
});
