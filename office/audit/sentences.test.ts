import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { policies } from '../people/policies.ts';
import { deeds } from './deeds.ts';
import { sentenceOf } from './sentences.ts';

const room = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !/test|drafting/.test(file))
  .map((file) => readFileSync(join(room, file), 'utf8'));
const written = new Set(
  sources.flatMap((text) => [...text.matchAll(/action: '([a-z]+\.[A-Za-z]+)'/g)].map((match) => match[1]!)),
);

describe('the audit trail speaks in words', () => {
  it('of everything that the use cases write into it', () => {
    expect(written.size).toBeGreaterThan(25);
    expect([...written].filter((action) => sentenceOf(action, {}, 'ok') === action)).toEqual([]);
  });

  it('of every attempt that a policy can deny', () => {
    const silent = Object.keys(policies).filter((action) =>
      sentenceOf(action, {}, 'denied').endsWith(action),
    );
    expect(silent).toEqual([]);
  });

  it('in few words where it is looked through by kind', () => {
    const kinds = [...written, ...Object.keys(policies)];
    expect(kinds.filter((action) => !deeds[action])).toEqual([]);
  });
});
