import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Answer } from './threadErrors.ts';

/** Gives a document in an answer away in its memory: whoever gets it copies nothing. */
export function moved<T>(answer: Answer<T>, documentIn: (value: T) => Uint8Array): unknown {
  if (!('value' in answer)) return answer;
  const { buffer, length } = documentIn(answer.value);
  // Small buffers of Node share one memory.
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== length) return answer;
  return move({ [transferableSymbol]: buffer, [valueSymbol]: answer });
}
