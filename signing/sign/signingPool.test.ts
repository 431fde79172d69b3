import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePng } from '../appearance/png.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { openDocumentPool } from '../threads/documentPool.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { FieldAlreadySignedError } from './errors.ts';
import { openSigningPool, type SigningPool, SigningThreadError } from './signingPool.ts';

let services: TestAuthorities;
let pool: SigningPool;
let pdf: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  pool = openSigningPool({ threads: 2 });
  pdf = await samplePdf();
});
afterAll(async () => {
  await pool.close();
  await services.stop();
});

const verdicts = async (signed: Uint8Array) => {
  const trust = trustFromPem(services.authority.caPem);
  return (await validatePdf(signed, { trust, at: new Date() })).signatures.map(({ verdict, level }) => ({
    verdict,
    level,
  }));
};

describe('a pool of signing threads', () => {
  it('signs several documents at once, each as signPdf does, and leaves what it was given', async () => {
    const before = Buffer.from(pdf);
    const sign = () =>
      pool.sign(pdf, {
        key: services.person.key,
        level: 'B-T',
        field: 'person',
        timestampUrls: services.timestampUrls,
      });
    const signed = await Promise.all(Array.from({ length: 12 }, sign));
    for (const one of signed) expect(await verdicts(one)).toEqual([{ verdict: 'valid', level: 'B-T' }]);
    expect(pdf.equals(before)).toBe(true);
  });

  it('gives what is appended alone, whether it fits the memory behind the document or not', async () => {
    const side = 300;
    const png = writePng({
      width: side,
      height: side,
      rgb: randomBytes(side * side * 3),
      alpha: randomBytes(side * side),
    });
    const place = { page: 0, x: 100, y: 100, width: 90, height: 90 };
    for (const shown of [{}, { place, appearance: { kind: 'image', png } as const }]) {
      const options = { key: services.person.key, level: 'B-B', field: 'person', ...shown } as const;
      const appended = await pool.append(pdf, options);
      expect(appended.length > png.length).toBe('place' in shown);
      expect(await verdicts(Buffer.concat([pdf, appended]))).toEqual([{ verdict: 'valid', level: 'B-B' }]);
    }
  });

  it('signs a document of 64 MB to B-LTA in its thread, in the memory that comes back', async () => {
    const large = await samplePdf({ padding: 64 << 20 });
    const alone = openSigningPool({ threads: 1 });
    const { timestampUrls } = services;
    const options = { key: services.person.key, level: 'B-LTA', field: 'person', timestampUrls } as const;
    const before = process.memoryUsage().arrayBuffers;
    // Signing takes longer than one turn of this thread: it goes on while they are counted.
    const signing = alone.sign(large, options);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const signed = await signing;
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1.5 * large.length);
    expect(signed.buffer.byteLength).toBeLessThan(large.length + (1 << 20));
    expect(signed.subarray(0, large.length).equals(large)).toBe(true);
    expect(await verdicts(signed)).toMatchObject([
      { verdict: 'valid', level: 'B-LTA' },
      { verdict: 'valid' },
    ]);
    await alone.close();
  });

  it('throws the errors of signPdf as they are', async () => {
    const options = { key: services.person.key, level: 'B-B', field: 'person' } as const;
    const signed = await pool.sign(pdf, options);
    await expect(pool.sign(signed, options)).rejects.toBeInstanceOf(FieldAlreadySignedError);
    await expect(pool.append(signed, options)).rejects.toMatchObject({
      ...{ code: 'FIELD_ALREADY_SIGNED', field: 'person' },
      message: 'Ô ký «person» đã được ký.',
    });
    const away = { ...options, level: 'B-T' as const, timestampUrls: ['http://127.0.0.1:9'] };
    await expect(pool.sign(pdf, away)).rejects.toBeInstanceOf(TimestampUnavailableError);
  });

  it('takes more keys than a thread keeps', async () => {
    const { person, agency } = services;
    for (let i = 0; i < 140; i++) {
      // A key that is opened anew each time, as from a file.
      const key = { ...(i % 2 ? person.key : agency.key) };
      const signed = await pool.sign(pdf, { key, level: 'B-B', field: 'person' });
      if (i > 130) expect(await verdicts(signed)).toEqual([{ verdict: 'valid', level: 'B-B' }]);
    }
  });

  it('asks a key that lives elsewhere from the thread of its caller, wherever the rest is done', async () => {
    const { certificate, chain, algorithm, sign } = services.person.key;
    let asked = 0;
    const key: SigningKey = {
      certificate,
      chain,
      algorithm,
      sign: (bytes, hash) => {
        asked++;
        return sign(bytes, hash);
      },
    };
    const documents = openDocumentPool({ threads: 1 });
    const inThreads = openSigningPool({ documents });
    const options = { key, level: 'B-T', field: 'person', timestampUrls: services.timestampUrls } as const;
    for (const one of [pool, inThreads]) {
      asked = 0;
      expect(await verdicts(await one.sign(pdf, options))).toEqual([{ verdict: 'valid', level: 'B-T' }]);
      const appended = await one.append(pdf, options);
      expect(await verdicts(Buffer.concat([pdf, appended]))).toEqual([{ verdict: 'valid', level: 'B-T' }]);
      expect(asked).toBe(2);
    }
    const refusing = { ...key, sign: () => Promise.reject(new Error('token away')) };
    await expect(inThreads.sign(pdf, { ...options, key: refusing })).rejects.toThrow('token away');
    const another = { ...key, sign: services.agency.key.sign };
    await expect(inThreads.sign(pdf, { ...options, key: another })).rejects.toMatchObject({
      code: 'SIGNATURE_MISMATCH',
    });
    await documents.close();
  });

  it('says so when it is closed in the middle of a signature, and signs again afterwards', async () => {
    const other = openSigningPool({ threads: 1 });
    const options = { key: services.person.key, level: 'B-B', field: 'person' } as const;
    const signing = other.sign(pdf, options);
    const failed = expect(signing).rejects.toBeInstanceOf(SigningThreadError);
    await other.close();
    await failed;
    expect(await verdicts(await other.sign(pdf, options))).toEqual([{ verdict: 'valid', level: 'B-B' }]);
    await other.close();
  });
});
