// A key tells its partition by its high bits; this gateway has partition 1 alone.
import { Rejection } from '../errors.ts';
import { PARTITION_BASE } from '../state/state.ts';
import { int } from './protocol.ts';

/** There is one. */
export const PARTITION = 1;

/** An int64 as text. */
export const KEY_TEXT = /^-?\d{1,19}$/;
/** The largest double that an int64 holds. */
const LARGEST = 2 ** 63 - 1024;

/** A key of a text that fits KEY_TEXT; none of ours is beyond what a double says exactly. */
export function keyOfText(text: string): number {
  return Math.min(Math.max(Number(text), -LARGEST), LARGEST);
}

/** @param value an int64 of a decoded message @throws Rejection NOT_FOUND for a key of another partition */
export function keyHere(value: unknown): number {
  const key = int(value);
  const partition = Math.floor(key / PARTITION_BASE);
  if (partition !== PARTITION)
    throw new Rejection(
      'NOT_FOUND',
      `Expected to execute command on partition ${partition}, but either it does not exist, or the gateway is not yet aware of it`,
    );
  return key;
}
