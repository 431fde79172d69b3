/** What an attacker puts into a security store so that a revoked certificate is called good. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revocationList } from '../authority/crl.ts';
import { issueCertificate } from '../authority/issueCertificate.ts';
import type { IssuedEntry } from '../authority/issuedRecords.ts';
import type { Issued } from '../authority/testAuthority.ts';
import { readCertificate } from '../keys/certificate.ts';
import { dict, ref, stream } from '../pdf/objects.ts';
import { handMadePdf } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { changed, contract, update } from '../testing/contract.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let revoked: Issued;
let signed: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  revoked = await services.authority.issuePerson({ commonName: 'Người bị thu hồi' });
  await services.authority.revoke(new X509Certificate(revoked.certificate).serialNumber, 1, hours(-1));
  signed = await signPdf(handMadePdf({ objects: contract }), {
    key: revoked.key,
    level: 'B-B',
    field: 'person',
  });
});
afterAll(() => services.stop());

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);

/** The signed contract with a store of these certificates and lists. */
const withStore = (certificates: Buffer[], crls: Buffer[]) => {
  const objects = [...certificates, ...crls].map((bytes) => stream(dict(), bytes));
  const references = objects.map((_, index) => ref(70 + index));
  const store = dict({
    Certs: references.slice(0, certificates.length),
    CRLs: references.slice(certificates.length),
  });
  return update(signed, {
    1: changed(signed, 1, { DSS: store }),
    ...Object.fromEntries(objects.map((object, index) => [70 + index, object])),
  });
};

async function judged(pdf: Buffer, online: boolean) {
  const trust = trustFromPem(services.authority.caPem);
  const { signatures } = await validatePdf(pdf, { trust, online, requireRevocation: true });
  return signatures[0]!;
}

/** An authority of the same name with a key of its own, and the list that it signs. */
async function lookalike() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await issueCertificate(
    {
      purpose: 'issuing',
      // As `createTestAuthority` names its issuing authority; the test below compares them.
      subject: {
        organization: 'Công Văn (bản minh họa)',
        commonName: 'Cơ quan chứng thực thử nghiệm Công Văn',
      },
      publicKey,
      serialNumber: Buffer.from([7]),
      notBefore: hours(-48),
      notAfter: hours(48),
    },
    { key: privateKey },
  );
  return { certificate, privateKey };
}

describe('a certificate that was revoked', () => {
  it('is so by its authority’s word', async () => {
    expect(await judged(signed, true)).toMatchObject({
      verdict: 'untrusted',
      subIndication: 'REVOKED_NO_POE',
    });
  });

  it('stays so when a list of somebody of its authority’s name says nothing of it', async () => {
    const forger = await lookalike();
    expect(readCertificate(forger.certificate).subject).toEqual(
      readCertificate(services.authority.issuing.certificate).subject,
    );
    const list = await revocationList(forger, [], hours(0));
    const poisoned = withStore([forger.certificate], [list]);
    expect((await judged(poisoned, true)).subIndication).toBe('REVOKED_NO_POE');
    expect((await judged(poisoned, false)).subIndication).toBe('TRY_LATER');
  });

  it('is not good by a list of its authority that is dated in the future', async () => {
    const list = await revocationList(services.authority.issuing, [], hours(30));
    expect((await judged(withStore([], [list]), false)).subIndication).toBe('TRY_LATER');
    expect((await judged(withStore([], [list]), true)).subIndication).toBe('REVOKED_NO_POE');
  });

  it('is not good by a list in force that the file carries from before, once the authority is asked', async () => {
    const { issuing, root } = services.authority;
    const lists = await Promise.all([issuing, root].map((by) => revocationList(by, [], hours(-2))));
    const carried = withStore([], lists);
    expect(await judged(carried, false)).toMatchObject({ verdict: 'valid', revocation: 'good' });
    expect((await judged(carried, true)).subIndication).toBe('REVOKED_NO_POE');
  });

  it('is not good again by a later list of its authority that does not name it', async () => {
    const { serialNumber } = new X509Certificate(revoked.certificate);
    const entry: IssuedEntry = {
      serialNumber,
      commonName: 'Người bị thu hồi',
      purpose: 'signer',
      notAfter: hours(48).toISOString(),
      revokedAt: hours(-3).toISOString(),
      reason: 1,
    };
    const { issuing } = services.authority;
    const first = await revocationList(issuing, [entry], hours(-2));
    const held = await revocationList(issuing, [{ ...entry, reason: 6 }], hours(-2));
    const later = await revocationList(issuing, [], hours(-1));
    expect((await judged(withStore([], [first, later]), false)).subIndication).toBe('REVOKED_NO_POE');
    // A hold ends as it is left out.
    expect((await judged(withStore([], [held, later]), false)).revocation).not.toBe('revoked');
  });
});
