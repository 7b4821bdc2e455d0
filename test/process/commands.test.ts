import { expect, it } from "vitest";
import { createPlace, stop } from "../support/built.ts";
import { getPage } from "../support/pages.ts";

it("a token made on the command line opens what needs one, until it is revoked", async () => {
  const place = await createPlace();
  await place.serve();
  const made = await place.run("cli.js", "token", "create", "kitchen", "--scopes", "read,admin");
  expect(made.code, made.stderr).toBe(0);
  const { id, token, scopes } = JSON.parse(made.stdout);
  expect(scopes).toEqual(["read", "admin"]);
  const ask = async (authorization?: string) =>
    (await fetch(`${place.origin}/api/v1/tokens`, { headers: authorization === undefined ? {} : { authorization } }))
      .status;
  expect(await ask()).toBe(401);
  expect(await ask(`Bearer ${token}`)).toBe(200);

  const list = await place.run("cli.js", "token", "list");
  expect(list.stdout).toContain(id);
  expect(list.stdout).not.toContain(token);
  expect((await place.run("cli.js", "token", "revoke", id)).code).toBe(0);
  expect(await ask(`Bearer ${token}`)).toBe(401);
});

it.each([
  [["token"], /create, list or revoke/],
  [["token", "create"], /name/i],
  [["token", "create", "x", "--scopes", "everything"], /Scopes are/],
  [["token", "create", "x", "--wrong"], /--wrong/],
  [["migrate", "--down", "none"], /--down/],
  [["demo", "--speed", "fast"], /--speed/],
  [["import", "nflverse"], /import nflverse/],
])("gameroom %j is told how it is used, with 2", async (args, says) => {
  const { code, stderr, stdout } = await (await createPlace()).run("cli.js", ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^Usage: gameroom/m);
  expect(stdout).toBe("");
});

it("revoking a token that does not exist fails in a sentence", async () => {
  const { code, stderr } = await (await createPlace()).run("cli.js", "token", "revoke", "tok_none");
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/^\s+at /m);
});

it("health tells a ready server from one that is not there", async () => {
  const place = await createPlace();
  expect(await place.run("cli.js", "health")).toMatchObject({ code: 1, stderr: expect.stringContaining("No answer") });
  const server = await place.serve();
  const { code, stdout } = await place.run("cli.js", "health");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ready: true });
  expect((await place.run("cli.js", "health", "--url", place.origin)).code).toBe(0);
  await stop(server);
});

it("config shows every setting in force, with a mark in place of secrets", async () => {
  const secrets = { ADMIN_TOKEN: "admin-token-0123456789", DATABASE_AUTH_TOKEN: "auth-token", SECRETS_KEY: "a-key" };
  const place = await createPlace(secrets);
  const { stdout } = await place.run("cli.js", "config");
  for (const secret of Object.values(secrets)) expect(stdout).not.toContain(secret);
  expect(JSON.parse(stdout)).toMatchObject({
    http: { port: Number(place.env.PORT), adminToken: "[set]" },
    database: { url: place.env.DATABASE_URL, authToken: "[set]" },
    secrets: { key: "[set]" },
  });
});

it("openapi prints the document that the server serves", async () => {
  const place = await createPlace();
  const { code, stdout } = await place.run("cli.js", "openapi");
  expect(code).toBe(0);
  await place.serve();
  expect(JSON.parse(stdout)).toEqual(await (await fetch(`${place.origin}/openapi.json`)).json());
});

it("migrate brings a file up and back down, and --check tells which it is", async () => {
  const place = await createPlace();
  const status = async () => JSON.parse((await place.run("cli.js", "migrate", "--check")).stdout);
  const { applied, pending } = await status();
  expect(applied).toEqual([]);
  expect((await place.run("cli.js", "migrate")).code).toBe(0);
  expect(await status()).toMatchObject({ applied: pending, pending: [], faults: [] });
  expect((await place.run("cli.js", "migrate", "--down", String(pending.length))).code).toBe(0);
  expect(await status()).toMatchObject({ applied: [], pending });
});

it("a port that is taken and a folder that cannot be made are told in a sentence, with 1", async () => {
  const place = await createPlace();
  await place.serve();
  const taken = await place.run("server.js");
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain(`Port ${place.env.PORT} is taken`);
  expect(taken.stderr).not.toMatch(/^\s+at /m);
  expect((await getPage(place.origin, "/")).status, "the first server is none the worse").toBe(200);

  place.env.PORT = "0";
  place.env.DATABASE_URL = `file:${place.databasePath}/within/a/file.db`;
  const refused = await place.run("server.js");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(place.databasePath);
  expect(refused.stderr).not.toMatch(/^\s+at /m);
});
