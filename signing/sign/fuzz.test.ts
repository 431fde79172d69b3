/** Malformed documents are signed so that the signature holds, or refused by name in bounded time; never a crash. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demonstrationSeal } from '../appearance/demonstration.ts';
import { DerError } from '../cms/der.ts';
import { PdfError } from '../pdf/errors.ts';
import { formObjects, handMadePdf, handMadeUpdate } from '../pdf/testing/handMade.ts';
import { CertificateRevokedError } from '../revocation/collectMaterial.ts';
import { RevocationUnavailableError } from '../revocation/fetchRevocation.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { applyChanges, byteChanges } from '../testing/byteChanges.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { UnsupportedAlgorithmError } from '../trust/verifySignature.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { SigningError } from './errors.ts';
import { extendPdf } from './extendPdf.ts';
import { fillFields } from './fillFields.ts';
import { preparePdf } from './preparePdf.ts';
import { signPdf } from './signPdf.ts';

/** A longer run by hand: FUZZ_RUNS=3000 npx vitest run signing/sign/fuzz.test.ts */
const numRuns = Number(process.env.FUZZ_RUNS ?? 100);
const timeout = 120_000 + numRuns * 100;

let services: TestAuthorities;
let files: Buffer[];
beforeAll(async () => {
  services = await testAuthorities();
  const table = handMadePdf({ objects: formObjects, before: 'x\n' });
  const updated = handMadeUpdate(handMadePdf({ objects: formObjects }), {
    6: formObjects[6]!.replace('/T ', '/V (1) /T '),
  });
  const streams = await samplePdf({ objectStreams: true });
  files = [table, updated, streams, await sign(table, 'first')];
}, 60_000);
afterAll(() => services.stop());

const png = demonstrationSeal('Sở');
const place = { page: 0, x: 72, y: 72, width: 90, height: 90 };
const sign = (pdf: Uint8Array, field: string) =>
  signPdf(pdf, {
    key: services.person.key,
    level: 'B-B',
    field,
    place,
    appearance: { kind: 'image', png },
  });

const named = [
  PdfError,
  SigningError,
  RevocationUnavailableError,
  CertificateRevokedError,
  DerError,
  UnsupportedAlgorithmError,
];

/** @returns undefined for a refusal by name */
async function outcome(work: () => Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!named.some((kind) => error instanceof kind)) throw error;
    return undefined;
  }
}

const eachFuzzed = (runs: number, work: (fuzzed: Buffer) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.nat(3), byteChanges, (which, list) => work(applyChanges(files[which]!, list))),
    { numRuns: runs },
  );

it(
  'a changed document is refused, or bears a valid signature over all that was there',
  async () => {
    const trust = trustFromPem(services.authority.caPem);
    await eachFuzzed(numRuns, async (fuzzed) => {
      const signed = await outcome(() => sign(fuzzed, 'other'));
      if (!signed) return;
      expect(signed.subarray(0, fuzzed.length).equals(fuzzed)).toBe(true);
      const { signatures } = await validatePdf(signed, { trust });
      const [made] = signatures.filter(({ field }) => field === 'other');
      // What a document leaves open (it begins like a web page as well), its signature leaves open.
      const verdict = made?.subIndication === 'SIGNED_DATA_NOT_FOUND' ? 'unknown' : 'valid';
      expect(made).toMatchObject({ verdict, coverage: 'entire-file' });
    });
  },
  timeout,
);

it(
  'a changed document is prepared and filled in, or refused',
  async () => {
    await eachFuzzed(numRuns, async (fuzzed) => {
      const prepared = await outcome(async () =>
        preparePdf(fuzzed, { signatures: { agency: place }, texts: { day: { ...place, fontSize: 13 } } }),
      );
      if (prepared) await outcome(async () => fillFields(prepared, { day: '22' }));
    });
  },
  timeout,
);

it(
  'a changed signed document is extended, or refused',
  async () => {
    await fc.assert(
      fc.asyncProperty(byteChanges, async (list) => {
        const { timestampUrls } = services;
        await outcome(() => extendPdf(applyChanges(files[3]!, list), { level: 'B-LT', timestampUrls }));
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    );
  },
  timeout,
);
