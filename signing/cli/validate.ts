/** `congvan validate FILE… --trust CA.pem [--json]`: validates signatures without a server. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PdfError } from '../pdf/errors.ts';
import { readTrust } from '../trust/readTrust.ts';
import { joinTrust, TrustListError, type TrustStore } from '../trust/trustStore.ts';
import type { SignatureReport } from '../validate/report.ts';
import { type ValidateOptions, validatePdf } from '../validate/validatePdf.ts';

const usage = `congvan validate TỆP.pdf… --trust CA.pem [--trust TSL.xml] [--json] [--at 2026-11-24T00:00:00Z]
                [--online] [--require-revocation] [--max-mb 256]

Kiểm tra chữ ký số trên tệp PDF. Kết thúc bằng 0 khi mọi tệp có chữ ký và mọi chữ ký hợp lệ, 1 khi có chữ ký
không hợp lệ hoặc tệp không có chữ ký, 2 khi không đọc được tệp hay tham số.
`;

interface Output {
  out(line: string): void;
  err(line: string): void;
}

const toConsole: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

/** @returns the exit code */
export async function validateCommand(args: string[], output: Output = toConsole): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  let options: ValidateOptions;
  try {
    parsed = parse(args);
    if (parsed.values.help || parsed.positionals.length === 0) {
      output.err(usage);
      return parsed.values.help ? 0 : 2;
    }
    options = await optionsOf(parsed.values);
  } catch (error) {
    output.err(`congvan validate: ${(error as Error).message}`);
    return 2;
  }
  let code = 0;
  for (const file of parsed.positionals) {
    code = Math.max(code, await validateFile(file, options, parsed.values.json ?? false, output));
  }
  return code;
}

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      trust: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      at: { type: 'string' },
      online: { type: 'boolean' },
      'require-revocation': { type: 'boolean' },
      'max-mb': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });

async function optionsOf(values: ReturnType<typeof parse>['values']): Promise<ValidateOptions> {
  const stores: TrustStore[] = [];
  for (const path of values.trust ?? []) stores.push(readTrust(await readFile(path), path));
  const at = values.at === undefined ? new Date() : new Date(values.at);
  if (Number.isNaN(at.getTime())) throw new TrustListError(`--at ${values.at} không phải là thời gian`);
  const megabytes = Number(values['max-mb'] ?? 256);
  if (!(megabytes > 0)) throw new TrustListError('--max-mb phải là số dương');
  return {
    trust: joinTrust(...stores),
    at,
    maxBytes: megabytes * 1_048_576,
    online: values.online ?? false,
    requireRevocation: values['require-revocation'] ?? false,
  };
}

async function validateFile(
  file: string,
  options: ValidateOptions,
  json: boolean,
  output: Output,
): Promise<number> {
  try {
    const report = await validatePdf(await readFile(file), options);
    if (!json) output.out(`${file}: ${report.sentence}`);
    for (const signature of report.signatures) {
      if (json) output.out(JSON.stringify({ file, ...signature }));
      else for (const line of readable(signature)) output.out(line);
    }
    if (json && report.signatures.length === 0) output.err(`${file}: ${report.sentence}`);
    return report.verdict === 'valid' ? 0 : 1;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (!(error instanceof PdfError) && !isFileError(error)) throw error;
    if (json) output.out(JSON.stringify({ file, error: { code, message } }));
    else output.out(`${file}: ${message}`);
    return 2;
  }
}

const isFileError = (error: unknown): boolean =>
  ['ENOENT', 'EACCES', 'EISDIR', 'ERR_FS_FILE_TOO_LARGE'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );

function readable(signature: SignatureReport): string[] {
  const { field, sentence, signer, level, indication, subIndication, reasons, changes } = signature;
  const result = subIndication ? `${indication} / ${subIndication}` : indication;
  return [
    `  [${field}] ${sentence}`,
    `    Kết quả: ${result} · Mức: ${level} · Phạm vi: ${signature.coverage}`,
    ...(signer
      ? [
          `    Chứng thư: ${signer.commonName}${signer.organization ? `, ${signer.organization}` : ''} (do ${signer.issuer} cấp)`,
        ]
      : []),
    ...reasons.map((reason) => `    - ${reason.message}`),
    ...changes.map((change) => `    ${change.allowed ? '+' : '!'} ${change.message}`),
  ];
}
