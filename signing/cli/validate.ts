/** `congvan validate FILE… --trust CA.pem [--json]`: validates signatures without a server. */
import { PdfError } from '../pdf/errors.ts';
import { readTrust } from '../trust/readTrust.ts';
import { joinTrust, TrustListError, type TrustStore } from '../trust/trustStore.ts';
import type { Reason, SignatureReport } from '../validate/report.ts';
import { type ValidateOptions, validatePdf } from '../validate/validatePdf.ts';
import { readArguments, UsageError } from './arguments.ts';
import { faultText, fileFault, type Output, readParameterFile, readPdf, toConsole } from './files.ts';

const usage = `congvan validate TỆP.pdf… --trust CA.pem [--trust TSL.xml]… [tham số]

Kiểm tra mọi chữ ký số trên từng tệp PDF. TỆP là - thì đọc stdin. Một tệp hỏng không làm dừng các tệp sau.

  --trust TỆP                nơi cấp chứng thư được tin: PEM, DER, hoặc danh sách ETSI TSL (XML); nêu được nhiều lần.
                             Không nêu thì không chứng thư nào được tin
  --json                     mỗi chữ ký là một dòng JSON trên stdout
  --at THỜI_GIAN             kiểm tra cho lúc này, ISO 8601 (mặc định: bây giờ)
  --online                   hỏi OCSP, CRL của nơi cấp khi tệp không mang theo
  --require-revocation       không biết chứng thư có bị thu hồi thì không kết luận (unknown)
  --max-mb SỐ                tệp lớn nhất được đọc (mặc định 256)

Dòng JSON có đủ, và null khi không có: file, field, verdict (valid, changed, broken, untrusted, unknown), indication
(TOTAL-PASSED, INDETERMINATE, TOTAL-FAILED), subIndication, level, signer, signedAt, coverage, reasons [{code,
message}]; sau đó là chi tiết: changes, timestamps, sentence … Tệp không đọc được là một dòng có verdict unknown và
error {code, message}. Tệp không có chữ ký thì không có dòng nào, chỉ có một câu trên stderr.

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
    if (!parsed.values.trust)
      output.err('congvan validate: không có --trust nên không chứng thư nào được tin.');
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
  readArguments({
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
  for (const path of values.trust ?? []) stores.push(await trustIn(path));
  const at = values.at === undefined ? new Date() : new Date(values.at);
  if (Number.isNaN(at.getTime())) throw new UsageError(`--at ${values.at} không phải là thời gian`);
  const megabytes = Number(values['max-mb'] ?? 256);
  if (!(megabytes > 0)) throw new UsageError('--max-mb phải là số dương');
  return {
    trust: joinTrust(...stores),
    at,
    maxBytes: megabytes * 1_048_576,
    online: values.online ?? false,
    requireRevocation: values['require-revocation'] ?? false,
  };
}

async function trustIn(path: string): Promise<TrustStore> {
  const bytes = await readParameterFile(path);
  try {
    return readTrust(bytes, path);
  } catch (error) {
    if (error instanceof TrustListError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

async function validateFile(
  file: string,
  options: ValidateOptions,
  json: boolean,
  output: Output,
): Promise<number> {
  try {
    const report = await validatePdf(await readPdf(file, options.maxBytes), options);
    if (!json) output.out(`${file}: ${report.sentence}`);
    for (const signature of report.signatures) {
      if (json) output.out(jsonLine(file, signature));
      else for (const line of readable(signature)) output.out(line);
    }
    if (json && report.signatures.length === 0) output.err(`${file}: ${report.sentence}`);
    return report.verdict === 'valid' ? 0 : 1;
  } catch (error) {
    const fault = faultOf(error);
    if (fault.stack) output.err(fault.stack);
    const { code, message } = fault;
    const why = { code, message };
    output.out(
      json ? jsonLine(file, { verdict: 'unknown', reasons: [why], error: why }) : `${file}: ${message}`,
    );
    return 2;
  }
}

/** What every line has, in this order, so that nobody has to ask whether it is there. */
const NAMED = {
  ...{ field: null, verdict: null, indication: null, subIndication: null, level: null },
  ...{ signer: null, signedAt: null, coverage: null, reasons: null },
} satisfies { [key in keyof SignatureReport]?: null };

const jsonLine = (file: string, report: Partial<SignatureReport> & { error?: Reason }): string =>
  JSON.stringify({ file, ...NAMED, ...report });

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
