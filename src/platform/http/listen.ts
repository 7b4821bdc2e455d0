import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { AppError } from "../errors.ts";
import type { HttpCore } from "./core.ts";
import { createHotPath, type ViewerOf } from "./hot-path.ts";
import { toProblem } from "./problem.ts";

export interface ListenOptions {
  app: { fetch: (request: Request, env?: unknown) => Response | Promise<Response> };
  core: HttpCore;
  /** 0 for any free port. */
  port: number;
  host: string;
  /** Whether cached answers are written before the application sees the request; on unless told otherwise. */
  hotPath?: boolean;
  /** Tells viewer classes by headers alone; without it, only requests without credentials and cookies take the hot path. */
  viewerOf?: ViewerOf;
  limits?: Partial<ConnectionLimits>;
}

/** What a slow or hostile client is held to. */
export interface ConnectionLimits {
  /** Time for the head of a request to arrive. */
  headersTimeoutMs: number;
  /** Time for a whole request to arrive. */
  requestTimeoutMs: number;
  /** How long an idle connection stays open; longer than the idle time of usual proxies, so that they close first. */
  keepAliveTimeoutMs: number;
  /** How often the two timeouts above are checked. */
  checkIntervalMs: number;
  maxHeaderBytes: number;
}

const DEFAULT_LIMITS: ConnectionLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  checkIntervalMs: 2_000,
  maxHeaderBytes: 16 * 1_024,
};

const IDLE_CHECK_MS = 20;

export interface Listening {
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  /** Stops accepting and lets active requests finish; after `deadlineMs` their connections are cut. Never rejects. */
  close(deadlineMs: number): Promise<void>;
}

/** Serves an application over HTTP. Rejects with the system's error when the address cannot be had. */
export async function listen({
  app,
  core,
  port,
  host,
  hotPath = true,
  viewerOf,
  limits,
}: ListenOptions): Promise<Listening> {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const answerCached = hotPath ? createHotPath(core, viewerOf) : () => false;
  const answer = getRequestListener((request, env) => app.fetch(request, env), {
    // HTTP/1.0 clients may leave out Host.
    hostname: "localhost",
    errorHandler: (error) => answerUnreachable(core, error),
  });
  let closing = false;

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (closing) response.shouldKeepAlive = false;
    if (!answerCached(request, response)) void answer(request, response);
  };
  const server = createServer(
    {
      headersTimeout: bounds.headersTimeoutMs,
      requestTimeout: bounds.requestTimeoutMs,
      keepAliveTimeout: bounds.keepAliveTimeoutMs,
      connectionsCheckingInterval: bounds.checkIntervalMs,
      maxHeaderSize: bounds.maxHeaderBytes,
    },
    onRequest,
  );
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;

  return {
    server,
    port: address.port,
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    close(deadlineMs) {
      closing = true;
      return closeServer(server, sockets, deadlineMs);
    },
  };
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Node does not count a connection as idle before its first request; browsers open such ones in advance.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    // A connection whose last answer has just gone out is idle only now, and would stay for its keep-alive time.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(deadline);
      resolve();
    });
  });
}

/** The answer to a request that the application never saw: its URL or Host cannot be read, or the application itself broke. */
function answerUnreachable(core: HttpCore, error: unknown): Response {
  const requestId = core.requestId(undefined);
  const unreadable = error instanceof RequestError;
  if (!unreadable) core.log.error({ err: error, requestId }, "request failed outside the application");
  const cause = unreadable ? new AppError("malformed-body", "The URL or the Host header is not well formed.") : error;
  const { status, headers, body } = toProblem(cause, { requestId, instance: "" });
  core.recorderOf("GET", "unmatched", status)(0, requestId);
  const standard = Object.fromEntries(core.headers.pairs(""));
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...standard, ...headers, "x-request-id": requestId },
  });
}
