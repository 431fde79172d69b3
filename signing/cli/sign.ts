/** `congvan sign FILE… --p12 KEY.p12`: signs without a server. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Place } from '../appearance/box.ts';
import { findPlaces } from '../appearance/findPlaces.ts';
import { digest, type Hash } from '../cms/algorithms.ts';
import { type CommitmentType, commitmentTypes } from '../cms/commitments.ts';
import { readPkcs12 } from '../keys/readPkcs12.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { SigningError } from '../sign/errors.ts';
import type { SignaturePolicy } from '../sign/signaturePolicy.ts';
import type { Level, SignOptions } from '../sign/signPdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { eachFile, faultText, type Output, toConsole, UsageError } from './files.ts';

const usage = `congvan sign TỆP.pdf… --p12 KHÓA.p12 [--passphrase-file TỆP]
             [--level B-B|B-T|B-LT|B-LTA] [--tsa URL]… [--hash sha256|sha384|sha512] [--pss]
             [--field TÊN] [--place TRANG,X,Y,RỘNG,CAO] [--image ẢNH.png]
             [--name HỌ_TÊN] [--capacity QUYỀN_HẠN] [--position CHỨC_VỤ]
             [--reason LÝ_DO | --commitment origin|receipt|delivery|sender|approval|creation] [--location NƠI_KÝ]
             [--policy OID --policy-file TỆP [--policy-url URL]] [--content-timestamp]
             [--out TỆP.pdf | --out-dir THƯ_MỤC] [--json]

--policy nêu chính sách ký số mà người ký theo, với giá trị băm của tệp chính sách; khi đó không dùng --reason.
--content-timestamp đóng dấu thời gian lên nội dung trước khi ký (cần --tsa).
Mật khẩu của khóa đọc từ --passphrase-file, hoặc biến môi trường CONGVAN_PASSPHRASE. Không có --out thì ghi ra
TỆP-signed.pdf. Có --image và --name thì ảnh được đặt giữa chức vụ và họ tên trên trang; --place (điểm PDF, trang
đầu là 1) đặt ảnh ở nơi khác. Kết thúc bằng 0 khi mọi tệp được ký, 1 khi có tệp không ký được, 2 khi sai tham số.
`;

const parse = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      p12: { type: 'string' },
      'passphrase-file': { type: 'string' },
      level: { type: 'string', default: 'B-B' },
      tsa: { type: 'string', multiple: true },
      hash: { type: 'string', default: 'sha256' },
      pss: { type: 'boolean' },
      field: { type: 'string' },
      place: { type: 'string' },
      image: { type: 'string' },
      name: { type: 'string' },
      capacity: { type: 'string' },
      position: { type: 'string' },
      reason: { type: 'string' },
      commitment: { type: 'string' },
      policy: { type: 'string' },
      'policy-file': { type: 'string' },
      'policy-url': { type: 'string' },
      'content-timestamp': { type: 'boolean' },
      location: { type: 'string' },
      out: { type: 'string' },
      'out-dir': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
type Values = ReturnType<typeof parse>['values'];

/** @returns the exit code */
export async function signCommand(args: string[], output: Output = toConsole): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help || positionals.length === 0) {
      output[values.help ? 'out' : 'err'](usage);
      return values.help ? 0 : 2;
    }
    const options = await optionsOf(values);
    return await eachFile(positionals, values, '-signed', output, async (pdf) => {
      const place = await placeOf(pdf, values);
      const signed = await signPdf(pdf, { ...options, ...(place ? { place } : {}) });
      return { pdf: signed, facts: { field: options.field, level: options.level } };
    });
  } catch (error) {
    output.err(`congvan sign: ${faultText(error)}`);
    return 2;
  }
}

const isCommitment = (word: string): word is CommitmentType => Object.hasOwn(commitmentTypes, word);
const LEVELS: readonly string[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'] satisfies Level[];
const HASHES: readonly string[] = ['sha256', 'sha384', 'sha512'] satisfies Hash[];

async function optionsOf(values: Values): Promise<SignOptions> {
  const { level, hash, tsa = [], image } = values;
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
  const words: Pick<SignOptions, 'capacity' | 'position' | 'reason' | 'location'> = {};
  for (const key of ['capacity', 'position', 'reason', 'location'] as const) {
    const value = values[key];
    if (value !== undefined) words[key] = value;
  }
  return {
    key: await keyOf(values),
    level: level as Level,
    hash: hash as Hash,
    timestampUrls: tsa,
    field: values.field ?? 'signature',
    ...words,
    ...(commitment ? { commitmentType: commitment } : {}),
    ...(policy ? { policy } : {}),
    contentTimestamp,
    ...(image ? { appearance: { kind: 'image', png: await readFile(image) } } : {}),
  };
}

/** The policy's digest is made from the file in which it is written. */
async function policyOf(values: Values, hash: Hash): Promise<SignaturePolicy | undefined> {
  const { policy, 'policy-file': file, 'policy-url': url } = values;
  if (policy === undefined && file === undefined && url === undefined) return undefined;
  if (policy === undefined || file === undefined) throw new UsageError('--policy cần --policy-file');
  const known = { oid: policy, hash, digest: digest(hash, await readFile(file)) };
  return url === undefined ? known : { ...known, url };
}

async function keyOf(values: Values): Promise<SigningKey> {
  if (!values.p12) throw new UsageError('cần --p12');
  const file = values['passphrase-file'];
  const passphrase = file
    ? (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
    : process.env.CONGVAN_PASSPHRASE;
  if (passphrase === undefined) throw new UsageError('cần --passphrase-file hoặc CONGVAN_PASSPHRASE');
  return readPkcs12(await readFile(values.p12), passphrase, { pss: values.pss ?? false });
}

async function placeOf(pdf: Uint8Array, values: Values): Promise<Place | undefined> {
  if (values.place) {
    const numbers = values.place.split(',').map(Number);
    const [page, x, y, width, height] = numbers as [number, number, number, number, number];
    const isBox = numbers.length === 5 && numbers.every(Number.isFinite) && width > 0 && height > 0;
    if (!isBox || page < 1 || !Number.isInteger(page)) {
      throw new UsageError('--place phải là TRANG,X,Y,RỘNG,CAO');
    }
    return { page: page - 1, x, y, width, height };
  }
  if (!values.image || !values.name) return undefined;
  const { capacity, position, name: fullName } = values;
  const wanted = { fullName, ...(capacity ? { capacity } : {}), ...(position ? { position } : {}) };
  const { person } = await findPlaces(pdf, wanted);
  if (!person)
    throw new SigningError('PLACE_NOT_FOUND', `không tìm thấy «${fullName}» trên trang; hãy dùng --place`);
  return person;
}
