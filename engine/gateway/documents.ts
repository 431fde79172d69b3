// Variables as they come from a client: a JSON object, bounded in depth, its long integers marked.
import { Rejection } from '../errors.ts';
import type { VariableContext } from '../expression/expression.ts';
import { markIntegers } from './integers.ts';
import type { Document } from './requests.ts';

/** Deeper documents could not be written back without running out of stack. */
const MAX_DEPTH = 1_000;

/** @param json text, or what has been read and bounded already @throws Rejection INVALID_ARGUMENT */
export function parseDocument(json: Document): VariableContext {
  if (typeof json !== 'string') return json;
  if (json === '' || json === '{}') return {};
  const marked = markIntegers(json);
  let value: unknown;
  try {
    value = JSON.parse(marked);
  } catch (error) {
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Invalid JSON value: ${json.slice(0, 200)}: ${(error as Error).message}`,
    );
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    const was = Array.isArray(value) ? 'ARRAY' : typeof value === 'object' ? 'NIL' : typeof value;
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Property 'variables' is invalid: Expected document to be a root level object, but was '${was.toUpperCase()}'`,
    );
  }
  if (isTooDeep(json))
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Property 'variables' is invalid: nested deeper than ${MAX_DEPTH}`,
    );
  return value as VariableContext;
}

/** Whether a JSON text nests deeper than the engine can write back. */
export function isTooDeep(json: string): boolean {
  return json.length > MAX_DEPTH && depth(json) > MAX_DEPTH;
}

/** Greatest depth of brackets in a valid JSON text. */
function depth(json: string): number {
  let deepest = 0;
  let level = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i);
    if (quoted) {
      if (c === 0x5c) i++;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++level);
    else if (c === 0x7d || c === 0x5d) level--;
  }
  return deepest;
}
