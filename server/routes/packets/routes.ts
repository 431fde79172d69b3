import { Readable } from 'node:stream';
import { listPackets, type Office } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { readPacket } from './readPacket.ts';
import { packetCalls } from './schema.ts';

export function packetRoutes(office: Office): Route<Caller>[] {
  return [
    route(packetCalls.list, async ({ caller, query }) => ({
      items: await listPackets(office, caller.actor, query),
    })),
    route(packetCalls.read, async ({ caller, params: { packetId } }) => {
      const sha256 = await readPacket(office, caller.actor, packetId);
      const bytes = await office.files.get(sha256);
      return {
        name: `${packetId}.edxml`,
        mediaType: 'application/xml',
        size: bytes.length,
        sha256,
        download: true,
        stream: async () => Readable.from([bytes]),
      };
    }),
  ];
}
