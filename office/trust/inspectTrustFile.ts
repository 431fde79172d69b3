import { createHash } from 'node:crypto';
import { isXml, type TrustFile, type X509 } from '@congvan/signing';
import type { Office } from '../office.ts';
import type { Upload } from '../records/checkUpload.ts';
import { readingTrust, TrustFileError } from './errors.ts';
import { readList, type TrustListRow } from './trustInForce.ts';

const MAX_TRUST_BYTES = 16 * 1024 * 1024;
const MAX_OPERATOR_BYTES = 1024 * 1024;

export interface InspectedTrustFile extends TrustFile {
  sha256: string;
  /** The enabled list whose pointer vouches for the operator; null: the file of operators does. */
  operatorFrom: string | null;
}

/**
 * Reads a file that somebody asks to trust. An ETSI list's signature is verified by the certificates of scheme operators
 * that were brought with it, or that a list in use points to (TS 119 612, 5.3.13).
 * @throws {TrustFileError}
 */
export async function inspectTrustFile(
  office: Office,
  { list, operators }: { list: Upload; operators?: Upload | undefined },
): Promise<InspectedTrustFile> {
  bounded(list, MAX_TRUST_BYTES);
  if (operators) bounded(operators, MAX_OPERATOR_BYTES);
  const brought = operators ? await certificatesIn(office, operators) : [];
  const pointed = isXml(list.content) ? await pointedOperators(office) : [];
  const known = [...brought, ...pointed.map(({ certificate }) => certificate)];
  const file = await readingTrust(() => office.readTrust(list.content, list.name, known));
  const signer = file.signature && 'operator' in file.signature ? file.signature.operator : undefined;
  const isBrought = brought.some(({ fingerprint }) => fingerprint === signer?.fingerprint);
  const pointer = pointed.find(({ certificate }) => certificate.fingerprint === signer?.fingerprint);
  return {
    ...file,
    sha256: createHash('sha256').update(list.content).digest('hex'),
    operatorFrom: isBrought ? null : (pointer?.list ?? null),
  };
}

function bounded({ content, name }: Upload, maxBytes: number): void {
  if (content.length === 0) throw new TrustFileError(`Tệp «${name}» rỗng (0 byte).`);
  if (content.length > maxBytes) {
    throw new TrustFileError(`Tệp «${name}» lớn hơn ${maxBytes / 1024 / 1024} MB.`);
  }
}

async function certificatesIn(office: Office, { content, name }: Upload): Promise<X509[]> {
  const { anchors } = await readingTrust(() => office.readTrust(content, name));
  return anchors.map(({ certificate }) => certificate);
}

async function pointedOperators(office: Office): Promise<{ certificate: X509; list: string }[]> {
  const rows: Pick<TrustListRow, 'name' | 'sha256'>[] = await office.db
    .selectFrom('office.trustLists')
    .select(['name', 'sha256'])
    .where('enabled', '=', true)
    .where('kind', '=', 'tsl')
    .execute();
  const lists = await Promise.all(rows.map(async (row) => ({ row, file: await readList(office, row) })));
  return lists.flatMap(({ row, file }) =>
    file.pointers.flatMap(({ certificates }) =>
      certificates.map((certificate) => ({ certificate, list: row.name })),
    ),
  );
}
