import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemonstrationOptions {
  /** Everything that is kept lies here. */
  data: string;
  /** Added to each agency's own number: 8000 gives http://localhost:8056 and :8014. */
  portBase: number;
}

export const DEFAULT_PORT_BASE = 8000;

/** Reads `--data DIR` and `--port-base N`. @throws {TypeError} for an option that does not exist */
export function readOptions(args: string[], root: string): DemonstrationOptions {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, 'port-base': { type: 'string' } },
  });
  const portBase = Number(values['port-base'] ?? DEFAULT_PORT_BASE);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 60_000) {
    throw new TypeError('--port-base: một số từ 1024 đến 60000');
  }
  return { data: resolve(values.data ?? resolve(root, 'data')), portBase };
}
