import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp, createCore } from "../app.ts";
import { compose } from "../compose.ts";
import { createEventTail } from "../platform/events/tail.ts";
import { createOpenApiDocument } from "../platform/http/openapi.ts";
import { createEventsRoutes } from "../platform/http/sse.ts";
import { createTokenService } from "../platform/http/tokens.service.ts";
import { createLogger } from "../platform/log.ts";
import { createShutdown } from "../platform/shutdown.ts";
import { API_INFO } from "../product.ts";
import type { Command } from "./command.ts";

export const openapiCommand: Command = {
  name: "openapi",
  summary: "Print the OpenAPI document.",
  usage: "openapi",
  async run({ config, out }) {
    // The document says nothing of what is stored, and asking for it must not touch the owner's file.
    const folder = await mkdtemp(join(tmpdir(), "gameroom-openapi-"));
    const database = { ...config.database, url: `file:${join(folder, "scratch.db")}`, syncUrl: undefined };
    const deps = await compose({ ...config, database }, { log: createLogger("warn") });
    try {
      const tokens = createTokenService(deps);
      const events = createEventsRoutes({ ...deps, tail: createEventTail(deps), tokens });
      const parts = {
        core: createCore(deps),
        tokens,
        events,
        shutdown: createShutdown(deps),
      };
      out(JSON.stringify(await createOpenApiDocument(createApp(deps, parts), API_INFO), null, 2));
      return 0;
    } finally {
      await deps.database.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
