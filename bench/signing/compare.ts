/**
 * Our verdicts beside those of EU DSS and pyHanko over a folder of PDFs, by what each says of the signature
 * itself, trust aside: `npx tsx bench/signing/compare.ts FOLDER --dss dss.jsonl --pyhanko pyhanko.jsonl`.
 * The two files hold one JSON line a signature, as the validators' own command lines print them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SignatureReport } from '../../signing/validate/report.ts';
import { validatePdf } from '../../signing/validate/validatePdf.ts';

type Says = 'intact' | 'changed' | 'broken' | 'cannot say' | 'absent';

interface DssLine {
  file: string;
  field?: string;
  indication?: string;
  sub?: string | null;
}

interface PyHankoLine {
  file: string;
  field?: string;
  intact?: boolean;
  valid?: boolean;
  mod?: string;
  docmdp_ok?: boolean;
  error?: string;
}

function ours({ verdict, subIndication }: SignatureReport): Says {
  if (verdict === 'broken' || verdict === 'changed') return verdict;
  const unread = ['CRYPTO_CONSTRAINTS_FAILURE', 'SIGNED_DATA_NOT_FOUND', 'NO_SIGNING_CERTIFICATE_FOUND'];
  return unread.includes(subIndication ?? '') ? 'cannot say' : 'intact';
}

function dss(line: DssLine | undefined): Says {
  if (!line?.indication) return 'absent';
  if (line.sub === 'FORMAT_FAILURE') return 'changed';
  return line.sub === 'HASH_FAILURE' || line.sub === 'SIG_CRYPTO_FAILURE' ? 'broken' : 'intact';
}

function pyHanko(line: PyHankoLine | undefined): Says {
  if (!line || line.intact === undefined) return line?.error ? 'cannot say' : 'absent';
  if (!line.intact || !line.valid) return 'broken';
  return line.mod === 'OTHER' || line.docmdp_ok === false ? 'changed' : 'intact';
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { dss: { type: 'string' }, pyhanko: { type: 'string' } },
});
const lines = <T>(path: string | undefined): T[] =>
  path
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as T)
    : [];
const key = (file: string, field: string) => `${basename(file)}\n${field}`;
const dssBy = new Map(
  lines<DssLine>(values.dss).flatMap((line) =>
    (line.field ?? '')
      .replace(/^\[|\]$/g, '')
      .split(', ')
      .map((field) => [key(line.file, field), line] as const),
  ),
);
const pyHankoBy = new Map(
  lines<PyHankoLine>(values.pyhanko).map((line) => [key(line.file, line.field ?? ''), line]),
);

const table = new Map<string, string[]>();
const errors = new Map<string, number>();
const files = readdirSync(positionals[0]!, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.pdf'),
);
for (const file of files) {
  try {
    const { signatures } = await validatePdf(readFileSync(join(positionals[0]!, file)), {
      trust: { anchors: [] },
    });
    for (const signature of signatures) {
      const at = key(file, signature.field);
      const dssSays = signature.kind === 'signature' ? dss(dssBy.get(at)) : '(timestamp)';
      const row = `${ours(signature)} | ${dssSays} | ${pyHanko(pyHankoBy.get(at))}`;
      table.set(row, [...(table.get(row) ?? []), `${basename(file)} ${signature.field}`]);
    }
  } catch (error) {
    const { code = 'crash' } = error as { code?: string };
    errors.set(code, (errors.get(code) ?? 0) + 1);
  }
}
console.log(`${files.length} files; not opened: ${JSON.stringify(Object.fromEntries(errors))}`);
console.log('ours | DSS | pyHanko | signatures');
for (const [row, names] of [...table].sort((a, b) => b[1].length - a[1].length)) {
  console.log(`${row} | ${names.length} | ${names.slice(0, 6).join('; ')}`);
}
