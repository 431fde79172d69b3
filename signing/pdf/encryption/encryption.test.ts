import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fields } from '../fields.ts';
import { isStream } from '../objects.ts';
import { openPdf } from '../openPdf.ts';
import { pages } from '../pages.ts';
import { formObjects, handMadePdf, handMadeUpdate } from '../testing/handMade.ts';

/** @param options of `qpdf --encrypt`: passwords and key length, then how */
function encrypted(options: string[], more: string[] = []): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-encrypted-'));
  try {
    writeFileSync(join(folder, 'in.pdf'), handMadePdf({ objects: formObjects, trailer: '/ID [<01> <02>]' }));
    const files = [join(folder, 'in.pdf'), join(folder, 'out.pdf')];
    execFileSync('qpdf', ['--allow-weak-crypto', ...more, '--encrypt', ...options, '--', ...files]);
    return readFileSync(join(folder, 'out.pdf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of the fields and the text of the page. */
function said(pdf: Uint8Array) {
  const file = openPdf(pdf, { decrypt: true });
  const [page] = pages(file.latest);
  const content = file.latest.resolve(page!.dict.entries.get('Contents'));
  return {
    fields: fields(file.latest).map((field) => field.name),
    content: isStream(content) ? file.decode(content).toString('latin1') : '',
  };
}

const code = (open: () => unknown): string => {
  try {
    open();
    return 'opened';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

const plain = said(handMadePdf({ objects: formObjects }));

it.each([
  ['RC4, 40 bits (revision 2)', ['', 'owner', '40'], []],
  ['RC4, 128 bits (revision 3)', ['', 'owner', '128', '--use-aes=n'], []],
  ['AES-128 (revision 4)', ['', 'owner', '128', '--use-aes=y'], []],
  ['AES-128, metadata in the clear', ['', 'owner', '128', '--use-aes=y', '--cleartext-metadata'], []],
  ['AES-256 of Acrobat 9 (revision 5)', ['', 'owner', '256', '--force-R5'], []],
  ['AES-256 (revision 6)', ['', 'owner', '256'], []],
  ['object streams', ['', 'owner', '256'], ['--object-streams=generate']],
  ['linearised', ['', 'owner', '128', '--use-aes=y'], ['--linearize']],
])('a file that opens without a password is read: %s', (_, options, more) => {
  expect(said(encrypted(options, more))).toEqual(plain);
});

it('is read only where somebody asks for it', () => {
  expect(code(() => openPdf(encrypted(['', 'owner', '256'])))).toBe('PDF_ENCRYPTED');
});

it.each([['40'], ['128'], ['256']])('a file that asks for a password is refused: %s bits', (bits) => {
  const file = encrypted(['secret', 'owner', bits]);
  expect(code(() => openPdf(file, { decrypt: true }))).toBe('PDF_ENCRYPTED');
});

it('another security handler is refused', () => {
  const file = handMadePdf({
    objects: { ...formObjects, 8: '<< /Filter /Adobe.PubSec /V 4 /R 4 >>' },
    trailer: '/Encrypt 8 0 R',
  });
  expect(code(() => openPdf(file, { decrypt: true }))).toBe('PDF_ENCRYPTED');
});

it('encryption that a later revision describes differently is a fault: it would give signed bytes other words', () => {
  const file = encrypted(['', 'owner', '128', '--use-aes=y']);
  const [, encrypt] = /\/Encrypt (\d+) 0 R/.exec(file.toString('latin1'))!;
  const [, root] = /\/Root (\d+) 0 R/.exec(file.toString('latin1'))!;
  const [, id] = /\/ID (\[.*?\])/.exec(file.toString('latin1'))!;
  const update = (objects: Record<number, string>, trailer: string) =>
    code(() => openPdf(handMadeUpdate(file, objects, `/Root ${root} 0 R ${trailer}`), { decrypt: true }));
  const note = { 90: '(note)' };
  const held = `/Encrypt ${encrypt} 0 R`;
  expect(update(note, `${held} /ID ${id}`)).toBe('opened');
  expect(update(note, `/ID ${id}`)).toBe('PDF_STRUCTURE');
  expect(update(note, `${held} /ID [<03> <04>]`)).toBe('PDF_STRUCTURE');
  expect(update({ [Number(encrypt)]: '<< /Filter /Standard /V 4 /R 4 >>' }, `${held} /ID ${id}`)).toBe(
    'PDF_STRUCTURE',
  );
});
