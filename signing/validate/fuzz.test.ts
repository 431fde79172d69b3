/** Malformed input gets a verdict or a named error in bounded time; never a crash, never «valid». */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DerError } from '../cms/der.ts';
import { PdfError } from '../pdf/errors.ts';
import { incrementalUpdate } from '../pdf/incrementalUpdate.ts';
import { dict, type PdfObject, type PdfRef, ref, stream } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { formObjects, handMadePdf } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { applyChanges, byteChanges } from '../testing/byteChanges.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { UnsupportedAlgorithmError } from '../trust/verifySignature.ts';
import { readX509 } from '../trust/x509.ts';
import { readCrl, readOcsp } from './revocationInfo.ts';
import { storedMaterial } from './securityStore.ts';
import { readSignedData } from './signedData.ts';
import { readTimestampToken } from './timestampToken.ts';
import { validatePdf } from './validatePdf.ts';

/** A longer run by hand: FUZZ_RUNS=100000 npx vitest run signing/validate/fuzz.test.ts */
const numRuns = Number(process.env.FUZZ_RUNS ?? 400);
const timeout = 60_000 + numRuns * 20;

let services: TestAuthorities;
let files: Buffer[];
let tokens: Buffer[];
beforeAll(async () => {
  services = await testAuthorities();
  const { person, timestampUrls, authority } = services;
  const table = handMadePdf({ objects: formObjects });
  const streams = await samplePdf({ objectStreams: true });
  files = await Promise.all(
    [table, streams].map((pdf) =>
      signPdf(pdf, { key: person.key, level: 'B-T', field: 'person', timestampUrls }),
    ),
  );
  tokens = [
    ...files.map((file) =>
      Buffer.from(/\/Contents ?<([0-9a-f]+)>/i.exec(file.toString('latin1'))![1]!, 'hex'),
    ),
    authority.root.certificate,
    person.certificate,
    readFileSync(authority.caFile),
  ];
});
afterAll(() => services.stop());

const isNamed = (error: unknown): boolean =>
  error instanceof PdfError || error instanceof DerError || error instanceof UnsupportedAlgorithmError;

describe('a signed file with some bytes changed', () => {
  it(
    'is refused by name or judged, and never both changed in its signed bytes and valid',
    async () => {
      const trust = trustFromPem(services.authority.caPem);
      await fc.assert(
        fc.asyncProperty(fc.nat(1), byteChanges, async (which, list) => {
          const file = files[which]!;
          const fuzzed = applyChanges(file, list);
          try {
            const report = await validatePdf(fuzzed, { trust, maxDecodedBytes: 4 << 20 });
            const valid = report.signatures.some((signature) => signature.verdict === 'valid');
            // White space after the last line and the padding of /Contents are all that may differ.
            if (valid) expect(signedBytes(fuzzed).equals(signedBytes(file))).toBe(true);
          } catch (error) {
            if (!isNamed(error)) throw error;
          }
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

describe('a security store of rubbish', () => {
  it(
    'neither crashes the validation nor takes anything from the signature',
    async () => {
      const trust = trustFromPem(services.authority.caPem);
      const { person, timestampUrls } = services;
      const long = await signPdf(handMadePdf({ objects: formObjects }), {
        key: person.key,
        level: 'B-LT',
        field: 'person',
        timestampUrls,
      });
      const { certificates, ocsps, crls } = storedMaterial(openPdf(long).latest)!;
      await fc.assert(
        fc.asyncProperty(byteChanges, fc.nat(2), async (list, kind) => {
          const key = ['Certs', 'OCSPs', 'CRLs'][kind]!;
          const items = [certificates, ocsps, crls][kind]!.map((bytes) => applyChanges(bytes, list));
          const first = openPdf(files[0]!);
          const { size } = first;
          const objects = new Map<number, PdfObject>(
            items.map((bytes, index) => [size + index, stream(dict(), bytes)]),
          );
          const store = dict({ [key]: items.map((_, index) => ref(size + index)) });
          const root = first.latest.trailer.entries.get('Root') as PdfRef;
          objects.set(root.num, {
            kind: 'dict',
            entries: new Map([...first.latest.catalog.entries, ['DSS', store]]),
          });
          const whole = Buffer.concat([files[0]!, incrementalUpdate(first, { objects }).bytes]);
          const [signature] = (await validatePdf(whole, { trust })).signatures;
          expect(['valid', 'changed']).toContain(signature!.verdict);
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

function signedBytes(file: Buffer): Buffer {
  const [, a, b, c, d] = /\/ByteRange ?\[ *(\d+) (\d+) (\d+) (\d+) *\]/
    .exec(file.toString('latin1'))!
    .map(Number);
  return Buffer.concat([file.subarray(a, a! + b!), file.subarray(c, c! + d!)]);
}

describe('CMS, certificates, OCSP responses, CRLs and timestamps with some bytes changed', () => {
  it(
    'are read or refused by name',
    () => {
      const readers = [readSignedData, readTimestampToken, readX509, readOcsp, readCrl];
      fc.assert(
        fc.property(fc.nat(4), fc.nat(readers.length - 1), byteChanges, (which, reader, list) => {
          try {
            readers[reader]!(applyChanges(tokens[which]!, list));
          } catch (error) {
            if (!isNamed(error) && !(error instanceof TypeError) && !(error instanceof RangeError))
              throw error;
          }
        }),
        { numRuns: numRuns * 4 },
      );
    },
    timeout,
  );
});
