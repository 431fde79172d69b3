// npm run api: writes the API's description for openapi-typescript, which makes the web's client from it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openApi } from './openapi.ts';

const file = process.argv[2];
if (!file) throw new Error('usage: openapi.main.ts FILE');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(openApi(), null, 2)}\n`);
