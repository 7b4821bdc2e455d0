import { connect, type Socket } from "node:net";

/** Sends bytes as they are and reads until the server closes. */
export function exchange(port: number, ...parts: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      for (const part of parts) socket.write(part);
    });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

/** One request on a connection of its own, as a raw answer. */
export const requestRaw = (port: number, target: string, headers: Record<string, string> = {}, method = "GET") =>
  exchange(
    port,
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("")}\r\n`,
  );

/** An answer without the two headers that differ between equal answers. */
export const withoutDateAndId = (answer: string) => answer.replace(/^(?:date|x-request-id): .*\r\n/gim, "");

/** The body of a raw answer with a Content-Length. */
export const bodyOf = (answer: string) => answer.slice(answer.indexOf("\r\n\r\n") + 4);

/** Resolves when the socket is closed by the other side. */
export const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));
