import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as v from "valibot";
import type { Clock } from "../platform/clock.ts";
import { createEspnFeed, type EspnFeed, type FeedAnswer, scoreboard, teams, wrongWeek } from "./espn/scoreboard.ts";
import { createFaultBox, type Fault, type FaultRule, faultRuleSchema } from "./faults.ts";
import type { Simulation } from "./nfl/simulation.ts";
import { type SimulatorState, stateOf } from "./truth.ts";

export interface SimulatorServerOptions {
  simulation: Simulation;
  clock: Clock;
  /** 0 takes any free port. */
  port?: number;
  host?: string;
}

export interface SimulatorServer {
  /** What `ESPN_BASE_URL` is to be, such as "http://127.0.0.1:4100". */
  url: string;
  port: number;
  /** Makes coming feed requests go wrong; rules are used up one after the other. */
  addFault(rule: FaultRule): void;
  clearFaults(): void;
  /** Feed requests answered or broken so far. */
  requestCount(): number;
  /** What is really so at this moment. */
  state(): SimulatorState;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

const SITE = "/apis/site/v2/sports/football/nfl";
const MAX_CONTROL_BYTES = 10_000;

/**
 * Serves a simulation as ESPN's site API over real HTTP, without ETags as theirs. Beside it `GET /_simulator/state` tells the
 * truth and `GET`, `POST` and `DELETE /_simulator/faults` look at, add and clear faults (a rule such as
 * `{"kind": "status", "status": 503, "times": 2}`). Rejects when the port is taken.
 */
export async function createSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { simulation, clock, port = 0, host = "127.0.0.1" } = options;
  const feed = createEspnFeed(simulation);
  const faults = createFaultBox();
  const stopping = new AbortController();
  let requests = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://simulator");
    if (url.pathname === "/_simulator/state") return sendJson(response, 200, stateOf(simulation, clock.now()));
    if (url.pathname === "/_simulator/faults") return control(request, response);
    requests++;
    const fault = faults.take();
    if (fault?.kind === "delay") await clock.sleep(fault.delayMs, stopping.signal);
    answer(response, url, fault);
  };

  const answer = (response: ServerResponse, url: URL, fault: Fault | undefined): void => {
    const right = () => route(feed, url, clock.now());
    switch (fault?.kind) {
      case "reset":
        response.socket?.resetAndDestroy();
        break;
      case "status":
        if (fault.retryAfterSeconds !== undefined) response.setHeader("Retry-After", String(fault.retryAfterSeconds));
        sendJson(response, fault.status, { code: fault.status, message: "simulated failure" });
        break;
      case "html":
        response.writeHead(200, { "Content-Type": "text/html" });
        response.end("<!doctype html><title>Error</title><h1>Something is wrong with our servers</h1>");
        break;
      case "truncated": {
        const text = JSON.stringify(right().body);
        response.writeHead(200, { "Content-Type": "application/json" });
        response.end(text.slice(0, Math.floor(text.length / 2)));
        break;
      }
      case "wrong-week":
        sendAnswer(response, wrongWeek(feed, url.searchParams, clock.now()));
        break;
      case "empty":
        sendJson(response, 200, { ...(right().body as object), events: [] });
        break;
      default:
        sendAnswer(response, right());
    }
  };

  const control = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === "DELETE") faults.clear();
    else if (request.method === "POST") {
      const rule = v.safeParse(faultRuleSchema, await readJson(request));
      if (!rule.success) return sendJson(response, 422, { message: "not a fault rule" });
      faults.add(rule.output);
    } else if (request.method !== "GET") return sendJson(response, 405, { message: "GET, POST or DELETE" });
    return sendJson(response, 200, { faults: faults.list() });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    addFault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    requestCount: () => requests,
    state: () => stateOf(simulation, clock.now()),
    close: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function route(feed: EspnFeed, url: URL, now: Date): FeedAnswer {
  if (url.pathname === `${SITE}/scoreboard`) return scoreboard(feed, url.searchParams, now);
  if (url.pathname === `${SITE}/teams`) return teams(feed);
  return { status: 404, body: { code: 404, message: "not found" } };
}

const sendAnswer = (response: ServerResponse, { status, body }: FeedAnswer): void => sendJson(response, status, body);

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json;charset=UTF-8" });
  response.end(JSON.stringify(body));
}

/** The JSON of a request; undefined when it is none or too long. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_CONTROL_BYTES) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
