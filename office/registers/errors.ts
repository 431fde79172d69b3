import { shownDay } from '../dates.ts';
import { OfficeError } from '../errors.ts';
import type { Direction } from '../inputs.ts';

const kinds: Record<Direction, string> = { incoming: 'văn bản đến', outgoing: 'văn bản đi' };

/** No register of that year is open. */
export class RegisterClosedError extends OfficeError {
  constructor(kind: Direction, year: number) {
    super('register-closed', 'conflict', `Sổ ${kinds[kind]} năm ${year} chưa mở hoặc đã đóng.`);
  }
}

/** Numbers follow the order of issue (Decree 30/2020/NĐ-CP, art. 15): no date before the last one given. */
export class DateOutOfOrderError extends OfficeError {
  constructor(date: string, lastDate: string) {
    super(
      'date-out-of-order',
      'conflict',
      `Ngày ${shownDay(date)} sớm hơn ngày ${shownDay(lastDate)} của số vừa cấp trước trong sổ.`,
    );
  }
}

export class DateInFutureError extends OfficeError {
  constructor(date: string) {
    super('date-in-future', 'invalid', `Ngày ${shownDay(date)} chưa tới.`);
  }
}

/** The number that the clerk saw was given to another document meanwhile. */
export class NumberTakenError extends OfficeError {
  constructor(asked: number, next: number) {
    super('number-taken', 'conflict', `Số ${asked} không còn là số tiếp theo; sổ cấp số ${next}.`);
  }
}
