import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApi } from './openapi.ts';
import { calls } from './routes/calls.ts';

const description = openApi();
const generated = new URL('../web/src/api/generated/openapi.json', import.meta.url);

describe('the OpenAPI description', () => {
  it('has every call once, with its own operationId', () => {
    const names = Object.values(calls).flatMap((group) => Object.values(group).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    const operations = Object.values(description.paths ?? {}).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...names].sort());
  });

  it('bounds every text and list that comes in', () => {
    const unbounded: string[] = [];
    for (const [path, operations] of Object.entries(description.paths ?? {})) {
      for (const [method, operation] of Object.entries(operations)) {
        const { requestBody, parameters } = operation as { requestBody?: unknown; parameters?: unknown };
        walk({ requestBody, parameters }, `${method} ${path}`, unbounded);
      }
    }
    expect(unbounded).toEqual([]);
  });

  it('is what the web client was generated from (npm run api)', () => {
    expect(JSON.parse(readFileSync(generated, 'utf8'))).toEqual(JSON.parse(JSON.stringify(description)));
  });
});

function walk(node: unknown, where: string, unbounded: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  if (typeof schema.$ref === 'string') walk(component(schema.$ref), where, unbounded);
  const free = schema.type === 'string' && !schema.enum && !schema.format && !schema.pattern;
  if (free && schema.maxLength === undefined && !where.endsWith('x-csrf-token')) unbounded.push(where);
  if (schema.type === 'array' && schema.maxItems === undefined) unbounded.push(where);
  for (const [key, value] of Object.entries(schema)) {
    const name = typeof schema.name === 'string' ? `${where} ${schema.name}` : where;
    walk(value, `${name}.${key}`.replace('.schema', ''), unbounded);
  }
}

function component(ref: string): unknown {
  const name = ref.slice('#/components/schemas/'.length);
  return description.components?.schemas?.[name];
}
