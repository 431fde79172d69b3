/** `congvan validate FILE… --trust CA.pem [--json]`: validates signatures without a server. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { PdfError } from '../pdf/errors.ts';
import { readTrust } from '../trust/readTrust.ts';
import { joinTrust, TrustListError, type TrustStore } from '../trust/trustStore.ts';
import type { SignatureReport } from '../validate/report.ts';
import { type ValidateOptions, validatePdf } from '../validate/validatePdf.ts';
import { faultText, fileFault, type Output, toConsole } from './files.ts';

const usage = `congvan validate TỆP.pdf… --trust CA.pem [--trust TSL.xml] [--json] [--at 2026-11-24T00:00:00Z]
                [--online] [--require-revocation] [--max-mb 256]

Kiểm tra chữ ký số trên tệp PDF. Với --json, mỗi chữ ký là một dòng JSON trên stdout: file, field, verdict (valid,
changed, broken, untrusted hoặc unknown), indication, subIndication, level, signer, signedAt, coverage, reasons. Tệp
không đọc được là một dòng có verdict unknown và error {code, message}; tệp không có chữ ký thì không có dòng nào,
chỉ có một câu trên stderr. Một tệp hỏng không làm dừng các tệp sau.

Kết thúc bằng 0 khi mọi tệp có chữ ký và mọi chữ ký hợp lệ, 1 khi có chữ ký không hợp lệ hoặc tệp không có chữ ký,
2 khi không đọc được tệp hay tham số.
`;

/** @returns the exit code */
export async function validateCommand(args: string[], output: Output = toConsole): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  let options: ValidateOptions;
  try {
    parsed = parse(args);
    if (parsed.values.help || parsed.positionals.length === 0) {
      output[parsed.values.help ? 'out' : 'err'](usage);
      return parsed.values.help ? 0 : 2;
    }
    options = await optionsOf(parsed.values);
  } catch (error) {
    output.err(`congvan validate: ${faultText(error)}`);
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
    const fault = faultOf(error);
    if (fault.stack) output.err(fault.stack);
    const { code, message } = fault;
    const line = { file, verdict: 'unknown', reasons: [{ code, message }], error: { code, message } };
    output.out(json ? JSON.stringify(line) : `${file}: ${message}`);
    return 2;
  }
}

interface Fault {
  code: string;
  message: string;
  /** Of a fault that is this program's: it is said whole, and the next file is looked at. */
  stack?: string;
}

function faultOf(error: unknown): Fault {
  const { code = '', message, stack = '' } = error as NodeJS.ErrnoException;
  if (error instanceof PdfError) return { code, message };
  const known = fileFault(code);
  return known ? { code, message: known } : { code: 'INTERNAL', message: 'Lỗi của chương trình.', stack };
}

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
