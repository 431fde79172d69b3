/**
 * The tokens of a content stream as readers take them (ISO 32000-1, 7.2 and 7.8.2): an operator may end at a bracket, a
 * name or a comment, and what stands in a comment or a string is none.
 */
import { isWhite } from '../../pdf/parser.ts';

export interface ContentTokens {
  /** Numbers, names, operators and brackets, one space between them; each string is `()`. */
  operators: string;
  /** The strings' bytes, in their order. */
  strings: Buffer[];
}

const DELIMITERS = new Set(Buffer.from('()<>[]{}/%'));

/** @returns undefined when a string has no end or a bracket no beginning */
export function contentTokens(content: Buffer): ContentTokens | undefined {
  const tokens: string[] = [];
  const strings: Buffer[] = [];
  let at = 0;
  while (at < content.length) {
    const byte = content[at]!;
    if (isWhite(byte)) at++;
    else if (byte === 0x25) at = endOfLine(content, at);
    else if (byte === 0x28) {
      const string = literal(content, at);
      if (!string) return undefined;
      strings.push(string.bytes);
      tokens.push('()');
      at = string.end;
    } else if (byte === 0x3c && content[at + 1] !== 0x3c) {
      const close = content.indexOf(0x3e, at);
      if (close < 0) return undefined;
      strings.push(hexadecimal(content.toString('latin1', at + 1, close)));
      tokens.push('()');
      at = close + 1;
    } else if (byte === 0x3c || (byte === 0x3e && content[at + 1] === 0x3e)) {
      tokens.push(byte === 0x3c ? '<<' : '>>');
      at += 2;
    } else if (byte === 0x5b || byte === 0x5d) {
      tokens.push(String.fromCharCode(byte));
      at++;
    } else if (DELIMITERS.has(byte) && byte !== 0x2f) return undefined;
    else {
      const end = endOfWord(content, at + 1);
      tokens.push(byte === 0x2f ? nameToken(content, at, end) : content.toString('latin1', at, end));
      at = end;
    }
  }
  return { operators: tokens.join(' '), strings };
}

/** `#` and two digits stand for a character (7.3.5); one that would end the token stays as it is written. */
const nameToken = (content: Buffer, start: number, end: number): string =>
  content.toString('latin1', start, end).replace(/#([0-9A-Fa-f]{2})/g, (written, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return isWhite(code) || DELIMITERS.has(code) ? written : String.fromCharCode(code);
  });

function endOfLine(content: Buffer, from: number): number {
  let at = from;
  while (at < content.length && content[at] !== 10 && content[at] !== 13) at++;
  return at;
}

function endOfWord(content: Buffer, from: number): number {
  let at = from;
  while (at < content.length && !isWhite(content[at]) && !DELIMITERS.has(content[at]!)) at++;
  return at;
}

function literal(content: Buffer, start: number): { bytes: Buffer; end: number } | undefined {
  let depth = 0;
  for (let at = start; at < content.length; at++) {
    const byte = content[at];
    if (byte === 0x5c) at++;
    else if (byte === 0x28) depth++;
    else if (byte === 0x29 && --depth === 0)
      return { bytes: unescaped(content.toString('latin1', start + 1, at)), end: at + 1 };
  }
  return undefined;
}

/** Table 3; a line that goes on, and a backslash that means nothing, are nothing. */
const unescaped = (written: string): Buffer =>
  Buffer.from(
    written.replace(/\\([0-7]{1,3}|\r\n|[\s\S])/g, (_, after: string) => {
      if (/^[0-7]/.test(after)) return String.fromCharCode(Number.parseInt(after, 8) & 0xff);
      return /^[\r\n]/.test(after) ? '' : (escapes[after] ?? after);
    }),
    'latin1',
  );

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const hexadecimal = (digits: string): Buffer => {
  const clean = digits.replace(/[^0-9A-Fa-f]/g, '');
  return Buffer.from(clean.length % 2 ? `${clean}0` : clean, 'hex');
};
