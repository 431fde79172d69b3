import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest, registerFrom } from '../testing/officeAtTest.ts';
import { type NumberRequest, proposeNumber, takeNumber } from './takeNumber.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  const now = new Date('2026-11-24T03:00:00Z');
  at = await officeAtTest({ clock: { now: () => now } });
});
afterAll(() => at.close());

const take = (request: NumberRequest) =>
  at.office.db.transaction().execute((trx) => takeNumber(at.office, trx, request));

describe('the register', () => {
  it('gives numbers without gap or duplicate, however many ask at once and whoever gives up', async () => {
    let year = 2000;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 2, maxLength: 12 }), async (askers) => {
        year += 1;
        await registerFrom(at, 'outgoing', year, 100);
        const results = await Promise.allSettled(
          askers.map((commits) =>
            at.office.db.transaction().execute(async (trx) => {
              const number = await takeNumber(at.office, trx, { kind: 'outgoing', date: `${year}-05-05` });
              if (!commits) throw new Error('gives up');
              return number;
            }),
          ),
        );
        const given = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
        const expected = askers.filter((commits) => commits).map((_, index) => 100 + index);
        expect(given.toSorted((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('opens by itself with number 1 in the current year, and in no other', async () => {
    expect(await take({ kind: 'incoming', date: '2026-11-24' })).toBe(1);
    await expect(take({ kind: 'incoming', date: '2024-01-01' })).rejects.toMatchObject({
      code: 'register-closed',
    });
  });

  it('refuses a date before the last one given, and one that has not come', async () => {
    await registerFrom(at, 'outgoing', 2023, 1);
    await take({ kind: 'outgoing', date: '2023-06-02' });
    await expect(take({ kind: 'outgoing', date: '2023-06-01' })).rejects.toMatchObject({
      code: 'date-out-of-order',
    });
    await expect(take({ kind: 'outgoing', date: '2026-11-25' })).rejects.toMatchObject({
      code: 'date-in-future',
    });
  });

  it('numbers a notation of its own apart, and refuses a number that is no longer the next', async () => {
    await registerFrom(at, 'outgoing', 2022, 10);
    await registerFrom(at, 'outgoing', 2022, 2225, 'TTr-SMH');
    expect(await take({ kind: 'outgoing', date: '2022-03-01', notation: 'TTr-SMH' })).toBe(2225);
    expect(await take({ kind: 'outgoing', date: '2022-03-01', notation: 'BC-SMH' })).toBe(10);
    const stale = { kind: 'outgoing', date: '2022-03-01', notation: 'TTr-SMH', expected: 2225 } as const;
    await expect(take(stale)).rejects.toMatchObject({ code: 'number-taken' });
  });

  it('proposes what the register of a year would give', async () => {
    await registerFrom(at, 'outgoing', 2019, 77, 'GM-SMH');
    const { office } = at;
    const propose = (request: Parameters<typeof proposeNumber>[2]) =>
      proposeNumber(office, office.db, request);
    expect(await propose({ kind: 'incoming', year: 2026 })).toEqual({ number: 2, date: '2026-11-24' });
    const invitation = { kind: 'outgoing', notation: 'GM-SMH' } as const;
    expect(await propose({ ...invitation, year: 2019 })).toEqual({ number: 77, date: '2019-12-31' });
  });
});
