/*
 * Bare node:http: `node bare.mjs URL [NAME:VALUE ...]` asks URL once and from then on sends what it got, byte for byte and
 * header for header, whatever it is asked.
 */
import { createServer, get } from "node:http";

const [url, ...headers] = process.argv.slice(2);
const answer = await new Promise((resolve, reject) => {
  get(url, { headers: Object.fromEntries(headers.map((header) => header.split(/:\s*/, 2))) }, (response) => {
    const chunks = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("end", () =>
      resolve({
        status: response.statusCode,
        headers: own(response.rawHeaders),
        body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
      }),
    );
  }).on("error", reject);
});

const server = createServer((_, response) => {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

/** Without what Node sets itself. */
function own(rawHeaders) {
  const headers = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!/^(?:date|connection|keep-alive)$/i.test(rawHeaders[i])) headers.push(rawHeaders[i], rawHeaders[i + 1]);
  }
  return headers;
}
