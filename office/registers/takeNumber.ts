import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { dayOf } from '../dates.ts';
import type { Direction } from '../inputs.ts';
import type { Database, Office, Trx } from '../office.ts';
import type { RegistersTable } from '../tables.ts';
import { DateInFutureError, DateOutOfOrderError, NumberTakenError, RegisterClosedError } from './errors.ts';

export interface NumberRequest {
  kind: Direction;
  /** yyyy-MM-dd; its year chooses the register. */
  date: string;
  /** Outgoing: «TTr-STTTT». */
  notation?: string | null;
  /** The number that the person was shown; refused when the register has moved on. */
  expected?: number | undefined;
}

type Register = Selectable<RegistersTable>;

/**
 * Gives the next number of the year's register. The register's row stays locked until the caller's transaction ends, so
 * numbers have no gap and no duplicate however many people ask at once.
 * @throws {RegisterClosedError} {@link DateOutOfOrderError} {@link DateInFutureError} {@link NumberTakenError}
 */
export async function takeNumber(
  office: Pick<Office, 'clock'>,
  trx: Trx,
  request: NumberRequest,
): Promise<number> {
  const { kind, date } = request;
  if (isThisYear(office, date)) await openYear(trx, kind, yearOfDay(date));
  const register = await registerOf(trx, request).forUpdate().executeTakeFirst();
  const number = numberFrom(office, register, request);
  await trx
    .updateTable('office.registers')
    .set({ nextNumber: number + 1, lastDate: date })
    .where('id', '=', register!.id)
    .execute();
  return number;
}

/**
 * What `takeNumber` would give now, and what it would throw; nothing is locked or kept. For who prepares with a number
 * and takes it afterwards, as `expected`.
 */
export async function nextNumber(
  office: Pick<Office, 'clock'>,
  db: Database,
  request: NumberRequest,
): Promise<number> {
  const register = await registerOf(db, request).executeTakeFirst();
  const unopened = register || !isThisYear(office, request.date) ? register : UNOPENED;
  return numberFrom(office, unopened, request);
}

/** Of the current year, before anybody asked. */
const UNOPENED = { open: true, nextNumber: 1, lastDate: null };

function numberFrom(
  office: Pick<Office, 'clock'>,
  register: Pick<Register, 'open' | 'nextNumber' | 'lastDate'> | undefined,
  { kind, date, expected }: NumberRequest,
): number {
  if (date > dayOf(office.clock.now())) throw new DateInFutureError(date);
  if (!register?.open) throw new RegisterClosedError(kind, yearOfDay(date));
  if (register.lastDate && date < register.lastDate) throw new DateOutOfOrderError(date, register.lastDate);
  const number = register.nextNumber;
  if (expected !== undefined && expected !== number) throw new NumberTakenError(expected, number);
  return number;
}

const yearOfDay = (date: string): number => Number(date.slice(0, 4));
const isThisYear = ({ clock }: Pick<Office, 'clock'>, date: string): boolean =>
  date.slice(0, 4) === dayOf(clock.now()).slice(0, 4);

/**
 * What the register of a year would give now; nothing is kept for the asker. Of an earlier year, the date is the last one
 * given there.
 */
export async function proposeNumber(
  office: Pick<Office, 'clock'>,
  db: Database,
  { kind, notation = null, year }: Omit<NumberRequest, 'date' | 'expected'> & { year: number },
): Promise<{ number: number; date: string }> {
  const today = dayOf(office.clock.now());
  const register = await db
    .selectFrom('office.registers')
    .selectAll()
    .where('kind', '=', kind)
    .where('year', '=', year)
    .where('open', '=', true)
    .where((where) => where.or([where('notation', '=', notation), where('notation', 'is', null)]))
    .orderBy(sql`notation is null`)
    .limit(1)
    .executeTakeFirst();
  const current = today.startsWith(`${year}-`);
  return {
    number: register?.nextNumber ?? 1,
    date: current ? today : (register?.lastDate ?? `${year}-12-31`),
  };
}

/** A register of the notation's own comes before the general one. */
const registerOf = (db: Database, { kind, date, notation = null }: NumberRequest) =>
  db
    .selectFrom('office.registers')
    .selectAll()
    .where('kind', '=', kind)
    .where('year', '=', yearOfDay(date))
    .where((where) => where.or([where('notation', '=', notation), where('notation', 'is', null)]))
    .orderBy(sql`notation is null`)
    .limit(1);

/** The register of the current year opens by itself with number 1 (Decree 30, art. 15: from 01 on 1 January). */
async function openYear(trx: Trx, kind: Direction, year: number): Promise<void> {
  await trx
    .insertInto('office.registers')
    .values({ id: randomUUID(), kind, year, notation: null, nextNumber: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
