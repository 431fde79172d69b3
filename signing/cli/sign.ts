/** `congvan sign FILE… --p12 KEY.p12`: signs without a server. */
import { digest, type Hash } from '../cms/algorithms.ts';
import { type CommitmentType, commitmentTypes } from '../cms/commitments.ts';
import { pdfLayout } from '../sign/pdfLayout.ts';
import type { SignaturePolicy } from '../sign/signaturePolicy.ts';
import type { Level, SignatureOptions } from '../sign/signPdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { appearanceOptions, placeOf, shownOf } from './appearanceOption.ts';
import { readArguments, UsageError } from './arguments.ts';
import { eachFile, faultText, type Output, readParameterFile, toConsole } from './files.ts';
import { keyOptions, openKey } from './keyOption.ts';

const usage = `congvan sign TỆP.pdf… --p12 KHÓA.p12 [tham số]

Ký số từng tệp theo PAdES. Tệp gốc giữ nguyên; bản đã ký ghi ra TỆP-signed.pdf, hoặc nơi nêu ở --out, --out-dir.

Khóa
  --p12 KHÓA.p12             tệp PKCS#12; mật khẩu ở --passphrase-file TỆP hoặc biến CONGVAN_PASSPHRASE
  --pkcs11 THƯ_VIỆN          thiết bị PKCS#11 (USB token, HSM); mã PIN ở --pin-file TỆP hoặc biến CONGVAN_PIN
    --token NHÃN             thiết bị nào, khi có nhiều
    --key NHÃN               chứng thư nào, khi thiết bị có nhiều
    --chain TỆP.pem          chứng thư của nơi cấp mà thiết bị không giữ
Chữ ký
  --level B-B|B-T|B-LT|B-LTA mức PAdES (mặc định B-B); từ B-T cần --tsa
  --tsa URL                  máy chủ dấu thời gian; nêu nhiều lần thì lần lượt hỏi
  --hash sha256|sha384|sha512
  --pss                      RSASSA-PSS thay cho PKCS#1 v1.5
  --field TÊN                ô ký có sẵn hoặc ô mới (mặc định signature, signature-2 …)
  --reason LÝ_DO             hoặc --commitment origin|receipt|delivery|sender|approval|creation
  --location NƠI_KÝ
  --capacity QUYỀN_HẠN, --position CHỨC_VỤ   ghi vào chữ ký, và để tìm chỗ trên trang
  --policy OID --policy-file TỆP [--policy-url URL]   chính sách ký số mà người ký theo; không cùng --reason
  --content-timestamp        dấu thời gian trên nội dung, trước khi ký; cần --tsa
Hình hiển thị (không nêu thì chữ ký không có hình)
  --image ẢNH.png            chữ ký của người ký
  --seal ẢNH.png             con dấu cơ quan, trùm 1/3 chữ ký về bên trái
  --attachment SỐ/KÝ_HIỆU    văn bản kèm theo là tệp riêng: số, ký hiệu, thời gian ký ở góc trên bên phải
  --copy HÌNH_THỨC --agency CƠ_QUAN --seal ẢNH.png   bản sao số hóa («SAO Y» …), ở góc trên bên phải
  --name HỌ_TÊN              đặt --image, --seal theo chỗ có họ tên (và --capacity, --position) trên trang
  --place TRANG,X,Y,RỘNG,CAO đặt ở nơi này (trang đầu là 1; điểm PDF, gốc ở góc dưới bên trái)
Kết quả
  --out TỆP.pdf | --out-dir THƯ_MỤC
  --force                    ghi đè tệp kết quả đã có
  --json                     mỗi tệp một dòng JSON: file, out, field, level; hoặc file, error {code, message}

Kết thúc bằng 0 khi mọi tệp được ký, 1 khi có tệp không ký được, 2 khi sai tham số hoặc không mở được khóa.
`;

const options = {
  ...keyOptions,
  ...appearanceOptions,
  level: { type: 'string', default: 'B-B' },
  tsa: { type: 'string', multiple: true },
  hash: { type: 'string', default: 'sha256' },
  field: { type: 'string' },
  reason: { type: 'string' },
  commitment: { type: 'string' },
  policy: { type: 'string' },
  'policy-file': { type: 'string' },
  'policy-url': { type: 'string' },
  'content-timestamp': { type: 'boolean' },
  location: { type: 'string' },
  out: { type: 'string' },
  'out-dir': { type: 'string' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const parse = (args: string[]) => readArguments({ args, allowPositionals: true, options });
type Values = ReturnType<typeof parse>['values'];

/** @returns the exit code */
export async function signCommand(args: string[], output: Output = toConsole): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help || positionals.length === 0) {
      output[values.help ? 'out' : 'err'](usage);
      return values.help ? 0 : 2;
    }
    const stated = await statementsOf(values);
    const { appearance, place: asked } = await shownOf(values);
    const { key, close } = await openKey(values);
    try {
      return await eachFile(positionals, values, '-signed', output, async (pdf) => {
        const { signatureFields } = pdfLayout(pdf);
        const name = values.field ?? freeName(signatureFields);
        const field = signatureFields.find((item) => item.name === name);
        const place = asked ?? (await placeOf(pdf, field, appearance, values));
        const shown = { appearance, ...(place ? { place } : {}) };
        const signed = await signPdf(pdf, { ...stated, ...shown, key, field: name });
        return { pdf: signed, facts: { field: name, level: stated.level } };
      });
    } finally {
      close();
    }
  } catch (error) {
    output.err(`congvan sign: ${faultText(error)}`);
    return 2;
  }
}

/** The first of `signature`, `signature-2` … that nobody has signed. */
function freeName(fields: readonly { name: string; signed: boolean }[]): string {
  const taken = new Set(fields.filter(({ signed }) => signed).map(({ name }) => name));
  let name = 'signature';
  for (let count = 2; taken.has(name); count++) name = `signature-${count}`;
  return name;
}

const isCommitment = (word: string): word is CommitmentType => Object.hasOwn(commitmentTypes, word);
const LEVELS: readonly string[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'] satisfies Level[];
const HASHES: readonly string[] = ['sha256', 'sha384', 'sha512'] satisfies Hash[];

/** All that the signature says, before the key is asked for. */
async function statementsOf(values: Values): Promise<Omit<SignatureOptions, 'field'>> {
  const { level, hash, tsa = [] } = values;
  if (!LEVELS.includes(level)) throw new UsageError(`--level phải là một trong ${LEVELS.join(', ')}`);
  if (!HASHES.includes(hash)) throw new UsageError(`--hash phải là một trong ${HASHES.join(', ')}`);
  if (level !== 'B-B' && tsa.length === 0) throw new UsageError(`mức ${level} cần --tsa`);
  const contentTimestamp = values['content-timestamp'] ?? false;
  if (contentTimestamp && tsa.length === 0) throw new UsageError('--content-timestamp cần --tsa');
  const { commitment } = values;
  if (commitment !== undefined && !isCommitment(commitment))
    throw new UsageError(`--commitment phải là một trong ${Object.keys(commitmentTypes).join(', ')}`);
  const policy = await policyOf(values, hash as Hash);
  if ((commitment || policy) && values.reason !== undefined)
    throw new UsageError('không dùng --reason cùng --commitment hoặc --policy');
  const words: Pick<SignatureOptions, 'capacity' | 'position' | 'reason' | 'location'> = {};
  for (const key of ['capacity', 'position', 'reason', 'location'] as const) {
    const value = values[key];
    if (value !== undefined) words[key] = value;
  }
  return {
    level: level as Level,
    hash: hash as Hash,
    timestampUrls: tsa,
    ...words,
    ...(commitment ? { commitmentType: commitment } : {}),
    ...(policy ? { policy } : {}),
    contentTimestamp,
  };
}

/** The policy's digest is made from the file in which it is written. */
async function policyOf(values: Values, hash: Hash): Promise<SignaturePolicy | undefined> {
  const { policy, 'policy-file': file, 'policy-url': url } = values;
  if (policy === undefined && file === undefined && url === undefined) return undefined;
  if (policy === undefined || file === undefined) throw new UsageError('--policy cần --policy-file');
  const known = { oid: policy, hash, digest: digest(hash, await readParameterFile(file)) };
  return url === undefined ? known : { ...known, url };
}
