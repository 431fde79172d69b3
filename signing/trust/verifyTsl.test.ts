import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Issued } from '../authority/testAuthority.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { applyChanges, byteChanges } from '../testing/byteChanges.ts';
import { signTsl, tslXml } from '../testing/tsl.ts';
import { readTrustFile } from './readTrust.ts';
import { TrustListError } from './trustStore.ts';
import { TslSignatureError, verifyTsl } from './verifyTsl.ts';
import { readX509, type X509 } from './x509.ts';

let services: TestAuthorities;
let operator: Issued;
let known: X509[];
let plain: Buffer;
let signed: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  operator = await services.authority.issueAgencySeal({ commonName: 'Cơ quan công bố (minh họa)' });
  known = [readX509(services.person.certificate), readX509(operator.certificate)];
  plain = tslXml({ services: [{ certificate: services.authority.root.certificate }] });
  signed = await signTsl(plain, operator);
  return () => services.stop();
});

const code = (xml: Buffer, operators = known): string => {
  try {
    verifyTsl(xml, operators);
    return 'verified';
  } catch (error) {
    if (error instanceof TslSignatureError) return error.code;
    if (error instanceof TrustListError) return 'TRUST_LIST';
    throw error;
  }
};
const edited = (from: string | RegExp, to: string) => {
  const text = signed.toString('utf8');
  expect(text).toMatch(from);
  return Buffer.from(text.replace(from, to));
};

describe('the signature of a trust list, made by signxml', () => {
  it('is verified by the key of an operator that is known, and its content read from what was signed', () => {
    const { content, operator: by } = verifyTsl(signed, known);
    expect(by.commonName).toBe('Cơ quan công bố (minh họa)');
    expect(content).toMatchObject({ territory: 'VN', sequenceNumber: 1 });
    expect(content.services).toHaveLength(1);
  });

  it.each(['RSA_SHA512', 'SHA256_RSA_MGF1'])('of the algorithm %s is verified', async (method) => {
    expect(code(await signTsl(plain, operator, method))).toBe('verified');
  });

  it('may name the list by its Id', async () => {
    const named = await signTsl(tslXml({ id: 'list' }), operator);
    expect(named.toString('utf8')).toContain('URI="#list"');
    expect(code(named)).toBe('verified');
  });

  it.each([
    ['ec-p256', 'ECDSA_SHA256'],
    ['ec-p521', 'ECDSA_SHA512'],
  ] as const)('of a key %s is verified', async (keyType, method) => {
    const other = await services.authority.issueAgencySeal({ commonName: 'EC', keyType });
    expect(code(await signTsl(plain, other, method), [readX509(other.certificate)])).toBe('verified');
  });

  it('is not believed because of the certificate that it names itself', async () => {
    const stranger = await services.authority.issueAgencySeal({ commonName: 'Kẻ khác' });
    expect(code(await signTsl(plain, stranger))).toBe('TSL_SIGNATURE_WRONG');
    expect(code(signed, [])).toBe('TSL_OPERATOR_UNKNOWN');
  });

  it('is missed', () => {
    expect(code(plain)).toBe('TSL_UNSIGNED');
  });

  it('must have been made while the certificate was valid', async () => {
    const early = tslXml({ issuedAt: new Date('2015-01-01T00:00:00Z') });
    expect(code(await signTsl(early, operator))).toBe('TSL_OPERATOR_TIME');
  });

  it.each([
    ['a service added', /<\/TSPServices>/, '<TSPService/></TSPServices>'],
    ['a status changed', /Svcstatus\/granted/, 'Svcstatus/withdrawn'],
    ['a digest changed', /<ds:DigestValue>../, '<ds:DigestValue>AA'],
    ['a value changed', /<ds:SignatureValue>\s*..../, '<ds:SignatureValue>AAAA'],
  ])('does not cover a list with %s', (_, from, to) => {
    expect(code(edited(from, to))).toBe('TSL_SIGNATURE_WRONG');
  });

  it('does not cover a list wrapped around the signed one', () => {
    const text = signed.toString('utf8').replace(/^<\?xml.*?\?>/, '');
    const inner = /<ds:Signature[\s\S]*<\/ds:Signature>/.exec(text)![0];
    const outer = plain
      .toString('utf8')
      .replace(
        '</TrustServiceStatusList>',
        `<Extension>${text.replace(inner, '')}</Extension>${inner}</TrustServiceStatusList>`,
      );
    expect(code(Buffer.from(outer))).toMatch(/^TSL_SIGNATURE/);
  });

  it.each([
    ['an external reference', /URI=""/, 'URI="https://tsl.example/other.xml"'],
    ['a part of the list only', /URI=""/, 'URI="#part"'],
    ['another transform', /xmldsig#enveloped-signature/, 'xmldsig#base64'],
    ['two signatures', /(<ds:Signature[\s\S]*<\/ds:Signature>)/, '$1$1'],
    ['a weak digest', /xmlenc#sha256/, 'xmldsig#sha1'],
    ['a keyed digest', /xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256'],
    [
      'another canonical form',
      /CanonicalizationMethod Algorithm="[^"]*"/,
      'CanonicalizationMethod Algorithm="urn:x"',
    ],
  ])('with %s is refused for its form', (_, from, to) => {
    expect(code(edited(from, to))).toBe('TSL_SIGNATURE_FORM');
  });

  it('may carry along no service of its own', () => {
    const hidden = edited('</ds:Signature>', '<ds:Object><TSPService/></ds:Object></ds:Signature>');
    expect(verifyTsl(hidden, known).content.services).toHaveLength(1);
    expect(readTrustFile(hidden, 'x').anchors).toHaveLength(1);
  });

  it('in a file with a document type is not looked at', () => {
    expect(
      code(edited(/<TrustServiceStatusList/, '<!DOCTYPE a [<!ENTITY x "y">]><TrustServiceStatusList')),
    ).toBe('TRUST_LIST');
  });
});

it('a list changed anywhere is read or refused by name, and never verified with other services', () => {
  const { services: told } = verifyTsl(signed, known).content;
  fc.assert(
    fc.property(byteChanges, (list) => {
      const changed = applyChanges(signed, list);
      if (code(changed) === 'verified') expect(verifyTsl(changed, known).content.services).toEqual(told);
      try {
        readTrustFile(changed, 'danh sách', known);
      } catch (error) {
        if (!(error instanceof TrustListError)) throw error;
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 200) },
  );
}, 120_000);
