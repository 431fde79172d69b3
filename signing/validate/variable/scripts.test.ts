import { describe, expect, it } from 'vitest';
import { dict, name, stream, text } from '../../pdf/objects.ts';
import { openPdf } from '../../pdf/openPdf.ts';
import { formObjects, handMadePdf } from '../../pdf/testing/handMade.ts';
import { mayChangeDocument } from './scripts.ts';

const view = openPdf(handMadePdf({ objects: formObjects })).latest;
const changes = (script: string) =>
  [text(script), stream(dict(), Buffer.from(script))].map((JS) =>
    mayChangeDocument(view, dict({ S: name('JavaScript'), JS })),
  );

describe('a script that runs as a document is opened', () => {
  it.each([
    [
      'asks for a newer viewer',
      'if (typeof(this.ADBE) == "undefined")\n this.ADBE = new Object();\nADBE.LANGUAGE = "ENU";\nif (app.viewerVersion < 8) app.alert("this.getField(1).value = 9");',
    ],
    [
      'only defines functions',
      '// sums\nfunction total(a, b) { if (a) { return this.getField("x").value + b; } }\nvar ADBE;\nfunction other() {}',
    ],
    ['is empty', ' '],
  ])('and %s changes nothing', (_, script) => {
    expect(changes(script)).toEqual([false, false]);
  });

  it.each([
    ['calls what it defines', 'function total() { this.getField("x").value = 9 } total();'],
    ['runs a function at once', '!function total() { this.getField("x").value = 9 }()'],
    ['runs one in brackets', '(function total() { this.x = 9 })()'],
    ['names one like what it may call', 'function ADBE() { this.getField("x").value = 9 } ADBE()'],
    [
      'defines how a document is read as text',
      'function toString() { this.getField("x").value = 9 } app.alert(this.ADBE)',
    ],
    ['hides code behind an expression', 'var ADBE = /"/; evil(); var xfa_version = /"/'],
    ['hides code behind the end of a comment', '// nothing\u2028evil()'],
    ['writes names with escapes', '\\u0065val("1")'],
    ['reaches members by their names', 'this.ADBE["constructor"]'],
    ['hides code in a template', ['`', '{evil()}`'].join('$')],
    ['has functions that do not end', 'function total() { evil()'],
    ['is larger than any reader would look at', `function a() {${' '.repeat(200_000)}}`],
  ])('and %s may change what is shown', (_, script) => {
    expect(changes(script)).toEqual([true, true]);
  });
});
