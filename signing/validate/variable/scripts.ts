/** Scripts that run by themselves: those that only define functions, or ask for a newer viewer, change nothing shown. */
import { PdfError } from '../../pdf/errors.ts';
import { bytesString, isStream, isString, type PdfDict, textOf } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const MAX_LENGTH = 200_000;
const WAITS = '""';

/** What XFA forms of Adobe's open with: is the viewer new enough, and is its language there? */
const asking = new Set(
  [
    'if else typeof new var true false null Object xfa_installed xfa_version ADBE this.ADBE this.getURL',
    'app.alert app.response app.findComponent app.launchURL app.viewerType app.viewerVersion app.platform app.language',
    'cType cName cVer cDesc cQuestion cDefault cTitle',
  ].flatMap((names) => names.split(' ')),
);

/** @param action of type JavaScript (ISO 32000-1, 12.6.4.16), or one that carries a script beside what it does */
export function mayChangeDocument(view: PdfView, action: PdfDict): boolean {
  // Readers may take a stream for UTF-8, where these three bytes end a line.
  const script = scriptOf(view, action)?.replace(/\u00e2\u0080[\u00a8\u00a9]/g, '\n');
  if (script === undefined || script.length > MAX_LENGTH) return true;
  const plain = withoutTexts(script);
  // Regular expressions, templates and escapes would need a whole lexer to tell code from text.
  if (/[/`\\]/.test(plain)) return true;
  const { rest, names } = withoutFunctions(plain);
  const used = rest.match(/[\p{L}_$][\p{L}\p{N}_$]*(?:\s*\.\s*[\p{L}_$][\p{L}\p{N}_$]*)*/gu) ?? [];
  return (
    rest.includes('[') ||
    names.some((name) => asking.has(name) || name === 'toString' || name === 'valueOf') ||
    used.some((name) => !asking.has(name) && !/^ADBE\.\w+$/.test(name))
  );
}

function scriptOf(view: PdfView, action: PdfDict): string | undefined {
  const script = view.get(action, 'JS');
  if (isString(script)) return textOf(script);
  if (!isStream(script)) return undefined;
  try {
    return textOf(bytesString(view.file.decode(script, view.revision)));
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

/** Comments gone, strings empty (ECMA-262, 12.4 and 12.9.4: four characters end a line). */
const withoutTexts = (script: string): string =>
  script.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*|"(?:\\[\s\S]|[^"\\\n\r])*"|'(?:\\[\s\S]|[^'\\\n\r])*'/g,
    (text) => (text.startsWith('/') ? ' ' : WAITS),
  );

/** Declarations of functions run nothing until they are called. */
function withoutFunctions(script: string): { rest: string; names: string[] } {
  const names: string[] = [];
  let rest = '';
  let at = 0;
  for (const { index, 0: head, 1: before = '', 2: name = '' } of script.matchAll(
    /(^|[;}])\s*function\s+(\w+)\s*\([^(){}]*\)\s*\{/g,
  )) {
    if (index < at) continue;
    const end = closingBrace(script, index + head.length);
    if (end === undefined) return { rest: script, names };
    rest += script.slice(at, index) + before;
    names.push(name);
    at = end;
  }
  return { rest: rest + script.slice(at), names };
}

function closingBrace(script: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < script.length; at++) {
    if (script[at] === '{') depth++;
    else if (script[at] === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}
