import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RunningService {
  url: string;
  stop(): Promise<void>;
}

export interface Reply {
  status?: number;
  contentType: string;
  body: Buffer;
}

const MAX_REQUEST = 64 << 10;

/** Serves on the loopback interface; `port` 0 takes any free one. */
export async function serve(
  port: number,
  answer: (path: string, body: Buffer, request: IncomingMessage) => Promise<Reply | undefined>,
): Promise<RunningService> {
  const server = createServer((request, response) => {
    read(request)
      .then((body) => answer(new URL(request.url ?? '/', 'http://localhost').pathname, body, request))
      .then((reply) => {
        response.writeHead(
          reply?.status ?? (reply ? 200 : 404),
          reply ? { 'content-type': reply.contentType } : {},
        );
        response.end(reply?.body);
      })
      .catch((error: Error) => {
        response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
        response.end(error.message);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_REQUEST) throw new Error('request too large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
