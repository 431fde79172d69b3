// npm run engine -- --port P --rest-port R --data DIR: the gateway alone, with a PostgreSQL of its own in DIR.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, startEmbeddedPostgres } from '@congvan/storage';
import { startEngine } from './index.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '26500' },
    'rest-port': { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    data: { type: 'string', default: 'data/engine' },
    database: { type: 'string' },
  },
});
const dataDir = resolve(values.data, 'postgres');
if (values.database === undefined) mkdirSync(resolve(values.data), { recursive: true });
const postgres = values.database === undefined ? await startEmbeddedPostgres({ dataDir }) : undefined;
const databaseUrl = values.database ?? (await createDatabase(postgres!.url, 'engine'));
const restPort = values['rest-port'];
const engine = await startEngine({
  databaseUrl,
  port: Number(values.port),
  restPort: restPort === undefined ? undefined : Number(restPort),
  host: values.host,
  onFenced: ({ code, message }) => {
    console.error(`${code}: ${message}`);
    process.exit(1);
  },
});
console.log(
  `Zeebe gateway at ${engine.address}${engine.restAddress ? `, REST at ${engine.restAddress}` : ''}`,
);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await engine.stop();
  await postgres?.stop();
  process.exit(0);
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
