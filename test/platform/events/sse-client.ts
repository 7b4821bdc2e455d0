import { Agent, get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";

export interface ReceivedEvent {
  id: string;
  event: string;
  data: { id: number; type: string; subject: string; occurredAt: string; payload: Record<string, unknown> };
}

export interface SseClient {
  status: number;
  headers: IncomingHttpHeaders;
  /** Dispatched events in order of arrival. */
  events: ReceivedEvent[];
  comments: number;
  /** What EventSource would send as `Last-Event-ID` when it reconnects. */
  lastEventId: string;
  retryMs: number | undefined;
  /** Everything as it came. */
  text: string;
  ended: boolean;
  disconnect(): void;
}

// Every client keeps a connection of its own for as long as it lives.
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

/** Reads a stream as the HTML Living Standard section 9.2.6 says. Disconnected when the test ends. */
export async function connectSse(url: string, headers: Record<string, string> = {}): Promise<SseClient> {
  const request = get(url, { headers, agent });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  const client: SseClient = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events: [],
    comments: 0,
    lastEventId: "",
    retryMs: undefined,
    text: "",
    ended: false,
    disconnect: () => request.destroy(),
  };
  onTestFinished(() => client.disconnect());
  const fields = { id: "", event: "", data: "" };
  const takeLine = (line: string) => {
    if (line === "") {
      client.lastEventId = fields.id;
      if (fields.data !== "") client.events.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
      fields.event = "";
      fields.data = "";
      return;
    }
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (name === "") client.comments++;
    else if (name === "retry") client.retryMs = Number(value);
    else if (name === "id" || name === "event") fields[name] = value;
    else if (name === "data") fields.data += value;
  };
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    client.text += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(takeLine);
  });
  const end = () => {
    client.ended = true;
  };
  request.on("error", end);
  response.on("error", end).on("close", end);
  return client;
}
