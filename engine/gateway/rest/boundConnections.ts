// Who asks for nothing gives way: else a client that opens connections and no more, or sends its requests byte by byte,
// would keep all others out.
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Has a server keep at most so many connections: beyond them the oldest goes that has no whole request under way, or
 * the new one where each has. */
export function boundConnections(server: Server, most: number): void {
  const requests = new Map<Socket, IncomingMessage | undefined>();
  server.on('connection', (socket: Socket) => {
    requests.set(socket, undefined);
    socket.once('close', () => requests.delete(socket));
    if (requests.size > most) leastOf(requests, socket).destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    requests.set(socket, request);
    response.once('close', () => {
      if (requests.get(socket) === request) requests.set(socket, undefined);
    });
  });
}

function leastOf(requests: Map<Socket, IncomingMessage | undefined>, latest: Socket): Socket {
  for (const [socket, request] of requests) if (!request?.complete) return socket;
  return latest;
}
