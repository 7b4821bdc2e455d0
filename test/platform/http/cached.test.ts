import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import type { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/platform/errors.ts";
import { answerValidUntil, cached } from "../../../src/platform/http/cached.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { answerJson } from "../../../src/platform/http/json-answer.ts";
import { createTestHttp, viewerFromHeader } from "./harness.ts";

const LONG = "standings ".repeat(500);

/** An application with one cached route that counts how often it runs. */
function createCounted(extra: (app: Hono<HttpEnv>) => void = () => {}, cacheMaxBytes?: number) {
  const runs: string[] = [];
  const http = createTestHttp({
    ...(cacheMaxBytes === undefined ? {} : { cacheMaxBytes }),
    middleware: { authenticate: viewerFromHeader },
    routes: (app) => {
      app.get("/api/v1/things/:id", cached(), (c) => {
        runs.push(c.req.url);
        return c.json({ id: c.req.param("id"), viewer: c.get("viewer"), text: LONG });
      });
      extra(app);
    },
  });
  return { ...http, runs, get: (path: string, headers = {}) => http.app.request(path, { headers }) };
}

describe("the response cache", () => {
  test("answers again without running the handler while nothing is committed", async () => {
    const { get, runs } = createCounted();
    const first = await get("/api/v1/things/1");
    const second = await get("/api/v1/things/1");
    expect(await second.text()).toBe(await first.text());
    expect(runs).toHaveLength(1);
  });

  test("keeps what answerJson made as it keeps what c.json made", async () => {
    const value = { id: "ä", text: LONG, list: [1, null] };
    const { app } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/kept", cached(), (c) => answerJson(c, value));
        app.get("/api/v1/read-back", cached(), (c) => c.json(value));
        app.get("/api/v1/plain", (c) => answerJson(c, value));
      },
    });
    const seen = async (path: string, headers = {}) => {
      const response = await app.request(path, { headers: { "x-request-id": "same", ...headers } });
      return { status: response.status, headers: [...response.headers], text: await response.text() };
    };
    for (const headers of [{}, { "accept-encoding": "br" }, { "if-none-match": "*" }]) {
      expect(await seen("/api/v1/kept", headers)).toEqual(await seen("/api/v1/read-back", headers));
    }
    expect(JSON.parse((await seen("/api/v1/plain")).text)).toEqual(value);
  });

  test("runs the handler again after any commit", async () => {
    const { get, runs, commit } = createCounted();
    await get("/api/v1/things/1");
    commit();
    await get("/api/v1/things/1");
    expect(runs).toHaveLength(2);
  });

  test("never serves an answer whose data was committed while it was being made", async () => {
    let committed = 0;
    const { app, commit } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/racing", cached(), async (c) => {
          const read = committed;
          if (read === 0) {
            committed = 1;
            commit();
          }
          return c.json({ read });
        });
      },
    });
    expect(await (await app.request("/api/v1/racing")).json()).toEqual({ read: 0 });
    expect(await (await app.request("/api/v1/racing")).json()).toEqual({ read: 1 });
  });

  test("makes an answer once for callers who ask at the same time", async () => {
    let runs = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { app, core } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/slow", cached(), async (c) => {
          runs++;
          await gate;
          return c.json({ runs });
        });
      },
    });
    const answers = Promise.all(Array.from({ length: 8 }, () => app.request("/api/v1/slow")));
    await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await Promise.all((await answers).map((answer) => answer.json()))).toEqual(Array(8).fill({ runs: 1 }));
    expect(core.cache.stats()).toMatchObject({ misses: 1, hits: 7 });
  });

  test("does not let a caller who asks after a commit join an answer begun before it", async () => {
    let data = "old";
    const gates: (() => void)[] = [];
    const { app, commit } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/slow", cached(), async (c) => {
          const read = data;
          await new Promise<void>((resolve) => gates.push(resolve));
          return c.text(read);
        });
      },
    });
    const before = app.request("/api/v1/slow");
    await expect.poll(() => gates.length).toBe(1);
    data = "new";
    commit();
    const after = app.request("/api/v1/slow");
    await expect.poll(() => gates.length).toBe(2);
    for (const open of gates) open();
    expect(await (await before).text()).toBe("old");
    expect(await (await after).text()).toBe("new");
    expect(await (await app.request("/api/v1/slow")).text()).toBe("new");
  });

  test("keeps an answer that depends on the clock only until the instant it named", async () => {
    const runs: Date[] = [];
    const { app, clock } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/stale", cached(), (c) => {
          runs.push(clock.now());
          const limit = new Date("2026-11-20T18:01:00.000Z");
          answerValidUntil(c, new Date("2026-11-20T19:00:00.000Z"));
          if (clock.now() < limit) answerValidUntil(c, limit);
          return c.json({ stale: clock.now() >= limit });
        });
      },
    });
    const stale = async () => (await app.request("/api/v1/stale")).json();
    expect(await stale()).toEqual({ stale: false });
    clock.advance(59_999);
    expect(await stale()).toEqual({ stale: false });
    expect(runs).toHaveLength(1);
    clock.advance(1);
    expect(await stale()).toEqual({ stale: true });
    expect(runs).toHaveLength(2);
  });

  test("keeps answers of different viewers apart and marks those of a token private", async () => {
    const { get } = createCounted();
    const open = await get("/api/v1/things/1");
    const token = await get("/api/v1/things/1", { authorization: "token:tok_1" });
    expect(await open.json()).toMatchObject({ viewer: "public" });
    expect(await token.json()).toMatchObject({ viewer: "token:tok_1" });
    expect(open.headers.get("cache-control")).toBe("no-cache");
    expect(token.headers.get("cache-control")).toBe("private, no-cache");
  });

  test("keeps apart what a route says its answer varies by", async () => {
    const { app } = createTestHttp({
      routes: (app) => {
        app.get("/page", cached({ vary: (c) => c.req.header("cookie") ?? "" }), (c) =>
          c.text(c.req.header("cookie") ?? "none"),
        );
      },
    });
    const read = async (cookie?: string) =>
      (await app.request("/page", { headers: cookie === undefined ? {} : { cookie } })).text();
    expect([await read(), await read("theme=dark"), await read(), await read("theme=light")]).toEqual([
      "none",
      "theme=dark",
      "none",
      "theme=light",
    ]);
  });

  test("keeps neither errors, nor cookies, nor what says no-store", async () => {
    const runs = { error: 0, cookie: 0, private: 0 };
    const { app, core } = createTestHttp({
      routes: (app) => {
        app.get("/error", cached(), () => {
          runs.error++;
          throw new AppError("not-found", "No such thing.");
        });
        app.get("/cookie", cached(), (c) => {
          runs.cookie++;
          c.header("set-cookie", "a=b");
          return c.text("x");
        });
        app.get("/private", cached(), (c) => {
          runs.private++;
          c.header("cache-control", "no-store");
          return c.text("x");
        });
      },
    });
    for (const path of ["/error", "/cookie", "/private", "/error", "/cookie", "/private"]) await app.request(path);
    expect(runs).toEqual({ error: 2, cookie: 2, private: 2 });
    expect(core.cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
    expect((await app.request("/error")).headers.get("cache-control")).toBe("no-store");
  });

  test("does not pass on the failure of one caller to those who waited with it", async () => {
    let runs = 0;
    const { app } = createTestHttp({
      routes: (app) => {
        app.get("/api/v1/flaky", cached(), async (c) => {
          const mine = ++runs;
          await new Promise((resolve) => setImmediate(resolve));
          if (mine === 1) throw new Error("first one fails");
          return c.text("fine");
        });
      },
    });
    const answers = await Promise.all([app.request("/api/v1/flaky"), app.request("/api/v1/flaky")]);
    expect(answers.map(({ status }) => status)).toEqual([500, 200]);
  });

  test("does not keep headers that belong to one request", async () => {
    const { get } = createCounted();
    const first = await get("/api/v1/things/1", { "x-request-id": "mine" });
    const second = await get("/api/v1/things/1");
    expect(first.headers.get("x-request-id")).toBe("mine");
    expect(second.headers.get("x-request-id")).not.toBe("mine");
  });

  test("drops the least recently used answers when its bytes run out", async () => {
    const { get, runs, core } = createCounted(undefined, 8 * 8_192);
    for (let id = 0; id < 20; id++) {
      await get("/api/v1/things/0");
      await get(`/api/v1/things/${id}`);
    }
    const { bytes, evictions } = core.cache.stats();
    expect(bytes).toBeLessThanOrEqual(8 * 8_192);
    expect(evictions).toBeGreaterThan(0);
    expect(runs.filter((url) => url.endsWith("/0"))).toHaveLength(1);
  });

  test("serves an answer too large to keep, and keeps the others", async () => {
    const { get, core } = createCounted((app) => {
      app.get("/huge", cached(), (c) => c.text("x".repeat(100_000)));
    }, 64_000);
    await get("/api/v1/things/1");
    expect(await (await get("/huge")).text()).toHaveLength(100_000);
    expect(core.cache.stats().entries).toBe(1);
  });

  test("counts its bytes exactly through any mix of reads and commits", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ id: fc.nat(9), encoding: fc.constantFrom("", "gzip", "br"), commit: fc.boolean() }), {
          maxLength: 40,
        }),
        async (steps) => {
          const { get, commit, core } = createCounted(undefined, 60_000);
          for (const step of steps) {
            if (step.commit) commit();
            await get(`/api/v1/things/${step.id}`, { "accept-encoding": step.encoding });
            expect(core.cache.stats().bytes).toBeLessThanOrEqual(60_000);
          }
          core.cache.clear();
          expect(core.cache.stats()).toMatchObject({ bytes: 0, entries: 0 });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("representations", () => {
  test("have an ETag made from the bytes and another one for each coding", async () => {
    const { get } = createCounted();
    const plain = await get("/api/v1/things/1");
    const gzip = await get("/api/v1/things/1", { "accept-encoding": "gzip" });
    const br = await get("/api/v1/things/1", { "accept-encoding": "gzip, deflate, br" });
    const text = await plain.text();
    const hash = createHash("sha256").update(text).digest("base64url").slice(0, 22);
    expect(plain.headers.get("etag")).toBe(`"${hash}"`);
    expect(gzip.headers.get("etag")).toBe(`"${hash}-gzip"`);
    expect(br.headers.get("etag")).toBe(`"${hash}-br"`);
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(text);
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe(text);
    for (const answer of [plain, gzip, br]) expect(answer.headers.get("vary")).toBe("accept-encoding");
  });

  test("state the length of what is sent", async () => {
    const { get } = createCounted();
    for (const encoding of ["identity", "gzip", "br"]) {
      const answer = await get("/api/v1/things/1", { "accept-encoding": encoding });
      expect(answer.headers.get("content-length")).toBe(String((await answer.arrayBuffer()).byteLength));
    }
  });

  test("are compressed once and kept over commits that leave the answer as it was", async () => {
    const { get, commit, core } = createCounted();
    await get("/api/v1/things/1", { "accept-encoding": "br" });
    const { bytes } = core.cache.stats();
    commit();
    await get("/api/v1/things/1");
    expect(core.cache.stats().bytes).toBe(bytes);
  });

  test.each(["plain", '"hash-gzip"'])("answer 200 to an If-None-Match that names another one (%s)", async (tag) => {
    const { get } = createCounted();
    expect((await get("/api/v1/things/1", { "if-none-match": tag })).status).toBe(200);
  });

  test("answer 304 with the headers a cache needs and no body when the caller has them", async () => {
    const { get, runs } = createCounted();
    const etag = (await get("/api/v1/things/1")).headers.get("etag") ?? "";
    for (const ifNoneMatch of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const answer = await get("/api/v1/things/1", { "if-none-match": ifNoneMatch });
      expect(answer.status).toBe(304);
      expect(await answer.text()).toBe("");
      expect(answer.headers.get("etag")).toBe(etag);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("vary")).toBe("accept-encoding");
      expect(answer.headers.get("content-type")).toBeNull();
    }
    expect(runs).toHaveLength(1);
  });

  test("answer HEAD with the headers of GET", async () => {
    const { app, get } = createCounted();
    const head = await app.request("/api/v1/things/1", { method: "HEAD" });
    const full = await get("/api/v1/things/1");
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["etag", "content-length", "content-type", "vary"]) {
      expect(head.headers.get(name)).toBe(full.headers.get(name));
    }
  });
});
