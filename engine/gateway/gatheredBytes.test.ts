import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GatheredBytes } from './gatheredBytes.ts';

it('gives what was added, in its order, and holds little more than that', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 50 }), (parts) => {
      const gathered = new GatheredBytes();
      for (const part of parts) gathered.add(Buffer.from(part), 100_000);
      expect(gathered.bytes).toEqual(Buffer.concat(parts));
      expect(gathered.length).toBe(gathered.bytes.length);
      expect(gathered.held).toBeLessThanOrEqual(Math.max(1_024, gathered.length * 2));
    }),
  );
});

it('holds no more than there will be', () => {
  const gathered = new GatheredBytes();
  for (let i = 0; i < 3_000; i++) gathered.add(Buffer.of(1), 3_000);
  expect(gathered.held).toBe(3_000);
});
