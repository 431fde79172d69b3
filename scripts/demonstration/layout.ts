import { join } from 'node:path';
import type { DemonstrationOptions } from './options.ts';

export type OrganId = 'H56' | 'H56.14';

/** Where one agency of the demonstration lives: folder, database, ports. */
export interface Place {
  organId: OrganId;
  folder: string;
  database: string;
  url: string;
  httpPort: number;
  enginePort: number;
  exchangePort: number;
}

export interface Layout {
  data: string;
  postgres: string;
  authority: string;
  responderPort: number;
  timestampPort: number;
  /** Of the token plug-in, or its simulator: 8987, as in the field, unless the ports are moved. */
  pluginPort: number;
  places: Record<OrganId, Place>;
}

/** Ports: 8056 and 8014 for people, 9056 and 9014 for the gateways, 10056 and 10014 for the exchange. */
export function layoutOf({ data, portBase }: DemonstrationOptions): Layout {
  const place = (organId: OrganId, number: number): Place => ({
    organId,
    folder: join(data, organId),
    database: `congvan_${organId.toLowerCase().replace('.', '_')}`,
    url: `http://localhost:${portBase + number}`,
    httpPort: portBase + number,
    enginePort: portBase + 1000 + number,
    exchangePort: portBase + 2000 + number,
  });
  return {
    data,
    postgres: join(data, 'postgres'),
    authority: join(data, 'authority'),
    responderPort: portBase + 300,
    timestampPort: portBase + 301,
    pluginPort: portBase + 987,
    places: { H56: place('H56', 56), 'H56.14': place('H56.14', 14) },
  };
}
