import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPlaces, findText } from '../appearance/findPlaces.ts';
import { NotAPdfError, PdfTooLargeError } from '../pdf/errors.ts';
import { ReturnedDocumentError } from '../sign/acceptSigned.ts';
import { FieldAlreadySignedError } from '../sign/errors.ts';
import { NothingToExtendError } from '../sign/extendPdf.ts';
import { FieldValueError, fillFields } from '../sign/fillFields.ts';
import { preparePdf } from '../sign/preparePdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { beginSigning, SignatureMismatchError } from '../sign/twoPhase.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { signTsl, tslXml } from '../testing/tsl.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { readTrustFile } from '../trust/readTrust.ts';
import { TrustListError, trustFromPem } from '../trust/trustStore.ts';
import { readX509 } from '../trust/x509.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { type DocumentPool, DocumentThreadError, openDocumentPool } from './documentPool.ts';

/** Ids of the threads of this process that run now. */
function threadIds(): number[] {
  const { workers } = process.report!.getReport() as { workers: { header: { threadId: number } }[] };
  return workers.map(({ header }) => header.threadId);
}

let services: TestAuthorities;
let pool: DocumentPool;
beforeAll(async () => {
  services = await testAuthorities();
  pool = openDocumentPool({ threads: 1 });
});
afterAll(async () => {
  await pool.close();
  await services.stop();
});

describe('a pool of threads for documents', () => {
  it('reports what validatePdf reports', async () => {
    const { key } = services.person;
    const timestampUrls = services.timestampUrls;
    const pdf = await signPdf(await samplePdf(), { key, level: 'B-T', field: 'person', timestampUrls });
    const options = { trust: trustFromPem(services.authority.caPem), at: new Date(), online: true };
    const report = await pool.validate(pdf, options);
    expect(report).toEqual(await validatePdf(pdf, options));
    expect(report.verdict).toBe('valid');
  });

  it('throws the errors of validatePdf, of their class and with what they keep', async () => {
    const trust = { anchors: [] };
    const refused = pool.validate(Buffer.from('không phải'), { trust });
    await expect(refused).rejects.toBeInstanceOf(NotAPdfError);
    await expect(refused).rejects.toMatchObject({ code: 'PDF_NOT_A_PDF', name: 'NotAPdfError' });
    const large = pool.validate(await samplePdf(), { trust, maxBytes: 100 });
    await expect(large).rejects.toBeInstanceOf(PdfTooLargeError);
    await expect(large).rejects.toMatchObject({ maxBytes: 100, message: expect.stringContaining('quá lớn') });
  });

  it('reads a trust list as readTrustFile does, with its operator and where it points', async () => {
    const { authority, agency, person } = services;
    const xml = await signTsl(
      tslXml({
        services: [
          { certificate: authority.root.certificate },
          { certificate: person.certificate, type: 'TSA' },
        ],
        pointers: [{ territory: 'VN', certificates: [agency.certificate] }],
      }),
      agency,
    );
    const operators = [readX509(agency.certificate)];
    const file = await pool.readTrust(xml, 'vn.xml', operators);
    expect(file).toEqual(readTrustFile(xml, 'vn.xml', operators));
    expect(file.signature).toMatchObject({ operator: { commonName: operators[0]!.commonName } });
    expect(file.anchors[0]!.certificate.key().asymmetricKeyType).toBe('rsa');
    const unverified = await pool.readTrust(xml, 'vn.xml');
    expect(unverified.signature).toMatchObject({ problem: 'TSL_OPERATOR_UNKNOWN' });
    const refused = pool.readTrust(Buffer.from('<!DOCTYPE a><a/>'), 'x');
    await expect(refused).rejects.toBeInstanceOf(TrustListError);
    await expect(refused).rejects.toMatchObject({ code: 'TRUST_LIST' });
  });

  it('finds places and texts as findPlaces and findText do', async () => {
    const pdf = await samplePdf();
    const wanted = { fullName: 'Nguyễn Văn Minh Họa', position: 'PHÓ GIÁM ĐỐC' };
    const places = await pool.findPlaces(pdf, wanted);
    expect(places.person).toBeDefined();
    expect(places).toEqual(await findPlaces(pdf, wanted));
    expect(await pool.findText(pdf, 'PHÓ GIÁM ĐỐC')).toEqual(await findText(pdf, 'PHÓ GIÁM ĐỐC'));
    expect(await pool.findText(pdf, 'không có')).toBeUndefined();
    await expect(pool.findPlaces(Buffer.from('không phải'), wanted)).rejects.toThrow(/PDF/);
    const fields = { signatures: { person: places.person! } };
    expect(await pool.prepare(pdf, fields)).toEqual(preparePdf(pdf, fields));
    await expect(pool.prepare(Buffer.from('không phải'), fields)).rejects.toBeInstanceOf(NotAPdfError);
  });

  it('fills in fields, and begins and finishes a signature, as fillFields, beginSigning and finishSigning do', async () => {
    const place = { page: 0, x: 100, y: 700, width: 60, height: 14, fontSize: 13 };
    const pdf = preparePdf(await samplePdf(), { signatures: {}, texts: { number: place } });
    const filled = await pool.fill(pdf, { number: '2225' });
    expect(filled).toEqual(fillFields(pdf, { number: '2225' }));
    await expect(pool.fill(pdf, { number: '1'.repeat(201) })).rejects.toBeInstanceOf(FieldValueError);
    const { authority, person, timestampUrls } = services;
    const options = { userId: 'u', signer: person.key, level: 'B-LT', field: 'person' } as const;
    const now = new Date();
    const { session, prepared } = await pool.begin(filled, options, now);
    const alone = await beginSigning(filled, options, now);
    expect(prepared).toEqual(alone.prepared);
    expect(session).toEqual({ ...alone.session, id: session.id });
    const signature = await person.key.sign(Buffer.from(session.toBeSigned, 'base64'), session.hash);
    const given = { userId: 'u', documentSha256: session.documentSha256, signature, timestampUrls };
    const signed = await pool.finish(session, prepared, given);
    expect(signed.subarray(0, filled.length)).toEqual(filled);
    const report = await validatePdf(signed, { trust: trustFromPem(authority.caPem) });
    expect(report.signatures).toMatchObject([{ verdict: 'valid', level: 'B-LT' }]);
    const wrong = pool.finish(session, prepared, { ...given, signature: Buffer.alloc(256, 1) });
    await expect(wrong).rejects.toBeInstanceOf(SignatureMismatchError);
    const late = pool.finish(session, prepared, given, new Date(now.getTime() + 3_600_000));
    await expect(late).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(pool.begin(signed, options)).rejects.toBeInstanceOf(FieldAlreadySignedError);
  });

  it('raises a document, and takes one back that a plug-in signed, or says why not', async () => {
    const { authority, person, agency, timestampUrls } = services;
    const original = await samplePdf();
    const returned = await signPdf(original, { key: person.key, level: 'B-B', field: 'person' });
    const options = { trust: trustFromPem(authority.caPem), certificate: person.certificate };
    expect(await pool.acceptSigned(original, returned, options)).toMatchObject({
      field: 'person',
      verdict: 'valid',
    });
    const another = pool.acceptSigned(original, returned, { ...options, certificate: agency.certificate });
    await expect(another).rejects.toBeInstanceOf(ReturnedDocumentError);
    await expect(another).rejects.toMatchObject({ code: 'RETURNED_ANOTHER_SIGNER' });
    const raised = await pool.extend(returned, { level: 'B-LTA', timestampUrls });
    const { signatures } = await validatePdf(raised, options);
    expect(signatures[0]).toMatchObject({ level: 'B-LTA', verdict: 'valid' });
    const unreachable = pool.extend(returned, { level: 'B-LTA', timestampUrls: [] });
    await expect(unreachable).rejects.toBeInstanceOf(TimestampUnavailableError);
    await expect(pool.extend(original, { level: 'B-LT' })).rejects.toBeInstanceOf(NothingToExtendError);
  });

  it('says so when a file takes longer than it may, or the pool is closed, and goes on with the next', async () => {
    const pdf = await samplePdf();
    const trust = { anchors: [] };
    const hasty = openDocumentPool({ threads: 1, maxMs: 1 });
    await expect(hasty.validate(pdf, { trust })).rejects.toBeInstanceOf(DocumentThreadError);
    const closed = expect(hasty.validate(pdf, { trust })).rejects.toBeInstanceOf(DocumentThreadError);
    await hasty.close();
    await closed;
    expect(await pool.validate(pdf, { trust })).toMatchObject({ verdict: 'unsigned' });
  });

  it('has the threads that it keeps before anything comes, no more than it may have; others start when needed', async () => {
    const before = threadIds();
    const started = () => threadIds().filter((id) => !before.includes(id)).length;
    const inTime = { timeout: 60_000 };
    const pools = [openDocumentPool({ threads: 2 }), openDocumentPool({ threads: 2, kept: 1 })];
    await expect.poll(started, inTime).toBe(1);
    pools.push(openDocumentPool({ threads: 1, kept: 2 }));
    await expect.poll(started, inTime).toBe(2);
    await Promise.all(pools.map((one) => one.close()));
    expect(started()).toBe(0);
  });
});
