import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { acceptSigned, type ReturnedDocumentError } from './acceptSigned.ts';
import { fillFields } from './fillFields.ts';
import { preparePdf } from './preparePdf.ts';
import { signPdf } from './signPdf.ts';

let services: TestAuthorities;
let original: Buffer;
const place = { page: 0, x: 100, y: 100, width: 80, height: 40 };

beforeAll(async () => {
  services = await testAuthorities();
  original = preparePdf(await samplePdf(), {
    signatures: { person: place },
    texts: { number: { ...place, y: 400, fontSize: 13 } },
  });
});
afterAll(() => services.stop());

/** What a plug-in does on the signer's machine. */
const byPlugin = (pdf: Uint8Array, field = 'person') =>
  signPdf(pdf, { key: services.person.key, level: 'B-B', field });

const accept = (returned: Uint8Array, certificate = services.person.certificate) =>
  acceptSigned(original, returned, { trust: trustFromPem(services.authority.caPem), certificate });

const because = (reason: ReturnedDocumentError['reason']) => expect.objectContaining({ reason });

describe('a document that comes back from a token plug-in', () => {
  it('is taken when it is the document given out with one good signature', async () => {
    expect(await accept(await byPlugin(original))).toMatchObject({ field: 'person', verdict: 'valid' });
  });

  it('is refused when it is another document, or has no new signature', async () => {
    const another = await samplePdf({ notation: 'QĐ-UBND' });
    await expect(accept(await byPlugin(another, 'another'))).rejects.toEqual(because('another-document'));
    await expect(accept(original)).rejects.toEqual(because('another-document'));
    await expect(accept(fillFields(original, { number: '1' }))).rejects.toEqual(because('no-new-signature'));
  });

  it('is refused when more was done to it than signing', async () => {
    const signed = await byPlugin(original);
    const more = because('more-than-a-signature');
    await expect(accept(fillFields(signed, { number: '9' }))).rejects.toEqual(more);
    await expect(accept(await byPlugin(signed, 'second'))).rejects.toEqual(more);
  });

  it('is refused when somebody else signed it, or the signature is broken', async () => {
    const signed = await byPlugin(original);
    await expect(accept(signed, services.agency.certificate)).rejects.toEqual(because('another-signer'));
    const at = signed.lastIndexOf('/Prop_Build');
    const changed = Buffer.concat([
      signed.subarray(0, at),
      Buffer.from('/Prop_Buil0'),
      signed.subarray(at + 11),
    ]);
    await expect(accept(changed)).rejects.toEqual(because('bad-signature'));
  });
});
