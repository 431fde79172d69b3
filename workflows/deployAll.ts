import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineClient } from '@congvan/engine/client';

const folder = dirname(fileURLToPath(import.meta.url));
const folders = ['incoming-document', 'outgoing-document', 'exchange', 'preserve-signatures'];

/** Deploys every process and form of this room, all or none; what is deployed already is no new version. */
export async function deployAll(engine: Pick<EngineClient, 'deployResources'>): Promise<{ key: string }> {
  return engine.deployResources(await readResources());
}

/** The process and form files. Forms are named by their id, processes by their file. */
async function readResources(): Promise<{ name: string; content: string }[]> {
  const lists = await Promise.all(
    folders.map(async (name) => {
      const files = await readdir(join(folder, name));
      return files
        .filter((file) => /\.(bpmn|form|dmn)$/.test(file))
        .map(async (file) => ({
          name: file.endsWith('.bpmn') ? `${name}-${file}` : file,
          content: await readFile(join(folder, name, file), 'utf8'),
        }));
    }),
  );
  return Promise.all(lists.flat());
}
