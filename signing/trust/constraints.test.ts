import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateRequest, issueCertificate } from '../authority/issueCertificate.ts';
import { encodeName } from '../authority/name.ts';
import { context, contextPrimitive, integer, oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { certificatePath } from './certificatePath.ts';
import { INHIBIT_ANY_POLICY, POLICY_CONSTRAINTS, POLICY_MAPPINGS } from './certificatePolicies.ts';
import { NAME_CONSTRAINTS } from './nameConstraints.ts';
import { trustFromPem } from './trustStore.ts';
import { readX509 } from './x509.ts';

type Further = NonNullable<CertificateRequest['further']>;
interface Entity {
  certificate: Buffer;
  key: KeyObject;
}
const day = 86_400_000;
const now = new Date();

async function issue(
  subject: CertificateRequest['subject'],
  purpose: CertificateRequest['purpose'],
  by: Entity | undefined,
  further: Further = [],
): Promise<Entity> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = {
    ...{ purpose, subject, publicKey, further },
    serialNumber: Buffer.from([1, ...randomBytes(8)]),
    notBefore: new Date(now.getTime() - day),
    notAfter: new Date(now.getTime() + day),
  };
  const issuer = by ? { certificate: by.certificate, key: by.key } : { key: privateKey };
  return { certificate: await issueCertificate(request, issuer), key: privateKey };
}

let root: Entity;
beforeAll(async () => {
  root = await issue({ commonName: 'Gốc' }, 'root', undefined);
});

/** What is wrong with a path from the root through authorities with these extensions to a leaf with those. */
async function problem(
  authorities: Further[],
  leaf: Further,
  subject = { commonName: 'Người ký' },
): Promise<string> {
  const between: Entity[] = [];
  for (const [index, further] of authorities.entries()) {
    const name = { commonName: `Trung gian ${index}` };
    between.push(await issue(name, 'issuing', between.at(-1) ?? root, further));
  }
  const signer = await issue(subject, 'signer', between.at(-1) ?? root, leaf);
  const pool = between.map(({ certificate }) => readX509(certificate));
  const path = certificatePath(readX509(signer.certificate), pool, trustFromPem(root.certificate), now);
  return path.problem ?? 'none';
}

const ascii = (text: string) => Buffer.from(text, 'latin1');
const mail = (text: string) => contextPrimitive(1, ascii(text));
const dns = (text: string) => contextPrimitive(2, ascii(text));
const uri = (text: string) => contextPrimitive(6, ascii(text));
const ip = (...octets: number[]) => contextPrimitive(7, Buffer.from(octets));
const alternative = (...names: Buffer[]): Further => [
  { type: Oid.subjectAltName, value: sequence(...names) },
];
const subtrees = (tag: number, names: Buffer[]) =>
  names.length ? [context(tag, ...names.map((name) => sequence(name)))] : [];
const constraints = (permitted: Buffer[], excluded: Buffer[] = []): Further => [
  {
    type: NAME_CONSTRAINTS,
    value: sequence(...subtrees(0, permitted), ...subtrees(1, excluded)),
    critical: true,
  },
];

describe('name constraints', () => {
  it.each([
    ['a host below a domain', dns('congvan.example'), dns('ky.congvan.example'), 'none'],
    ['the domain itself', dns('congvan.example'), dns('congvan.example'), 'none'],
    ['a host of another domain', dns('congvan.example'), dns('xcongvan.example'), 'NAME_CONSTRAINTS'],
    ['a mailbox of a host', mail('so.example'), mail('An@SO.example'), 'none'],
    ['a mailbox of a host below', mail('so.example'), mail('an@x.so.example'), 'NAME_CONSTRAINTS'],
    ['a mailbox below a domain', mail('.so.example'), mail('an@x.so.example'), 'none'],
    ['that mailbox', mail('an@so.example'), mail('an@so.example'), 'none'],
    ['another mailbox', mail('an@so.example'), mail('binh@so.example'), 'NAME_CONSTRAINTS'],
    ['a URI of a host', uri('so.example'), uri('https://u@so.example:8443/x'), 'none'],
    ['a URI of another host', uri('so.example'), uri('https://evil.example/@so.example'), 'NAME_CONSTRAINTS'],
    ['a URI without a host', uri('so.example'), uri('urn:so.example'), 'NAME_CONSTRAINTS'],
    ['an address within a net', ip(10, 1, 0, 0, 255, 255, 0, 0), ip(10, 1, 2, 3), 'none'],
    ['an address outside', ip(10, 1, 0, 0, 255, 255, 0, 0), ip(10, 2, 2, 3), 'NAME_CONSTRAINTS'],
    ['a name of a kind that is not constrained', dns('congvan.example'), mail('an@so.example'), 'none'],
  ])('permit or refuse %s', async (_, base, name, expected) => {
    expect(await problem([constraints([base])], alternative(name))).toBe(expected);
  });

  it('exclude what lies below a name, and what cannot be compared with it', async () => {
    expect(await problem([constraints([], [dns('so.example')])], alternative(dns('x.so.example')))).toBe(
      'NAME_CONSTRAINTS',
    );
    expect(await problem([constraints([], [dns('so.example')])], alternative(dns('bo.example')))).toBe(
      'none',
    );
    expect(await problem([constraints([], [uri('so.example')])], alternative(uri('urn:x')))).toBe(
      'NAME_CONSTRAINTS',
    );
  });

  it('of two authorities must both permit a name', async () => {
    const path = [constraints([dns('example')]), constraints([dns('so.example')])];
    expect(await problem(path, alternative(dns('a.so.example')))).toBe('none');
    expect(await problem(path, alternative(dns('a.bo.example')))).toBe('NAME_CONSTRAINTS');
  });

  it('hold for the subject as well', async () => {
    const own = context(4, encodeName({ commonName: 'Người ký' }));
    expect(await problem([constraints([own])], [])).toBe('none');
    expect(await problem([constraints([], [own])], [])).toBe('NAME_CONSTRAINTS');
    const other = context(4, encodeName({ commonName: 'Người khác' }));
    expect(await problem([constraints([other])], [])).toBe('NAME_CONSTRAINTS');
  });

  it('with distances, or of a form that is not read, stop the path', async () => {
    const distant = sequence(dns('so.example'), contextPrimitive(0, Buffer.from([1])));
    const odd = [{ type: NAME_CONSTRAINTS, value: sequence(context(0, distant)), critical: true }];
    expect(await problem([odd], [])).toBe('NAME_CONSTRAINTS');
    const broken = [{ type: NAME_CONSTRAINTS, value: Buffer.from([0x04, 0]), critical: true }];
    expect(await problem([broken], [])).toBe('NAME_CONSTRAINTS');
    const registered = contextPrimitive(8, Buffer.from([0x2a, 3]));
    expect(await problem([constraints([registered])], alternative(registered))).toBe('NAME_CONSTRAINTS');
  });

  it('end with a verdict for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const odd = [{ type: NAME_CONSTRAINTS, value: sequence(Buffer.from(bytes)), critical: true }];
        expect(['none', 'NAME_CONSTRAINTS']).toContain(await problem([odd], alternative(dns('a.example'))));
      }),
      { numRuns: 50 },
    );
  });
});

const A = '1.3.6.1.4.1.32473.2.1';
const B = '1.3.6.1.4.1.32473.2.2';
const ANY = '2.5.29.32.0';
const policies = (...names: string[]): Further => [
  { type: Oid.certificatePolicies, value: sequence(...names.map((name) => sequence(oid(name)))) },
];
const requireExplicit = (after: number): Further => [
  { type: POLICY_CONSTRAINTS, value: sequence(contextPrimitive(0, Buffer.from([after]))), critical: true },
];
const inhibitAny = (after: number): Further => [
  { type: INHIBIT_ANY_POLICY, value: integer(after), critical: true },
];
const mapped = (from: string, to: string): Further => [
  { type: POLICY_MAPPINGS, value: sequence(sequence(oid(from), oid(to))), critical: true },
];

describe('certificate policies', () => {
  it('need not agree while nobody asks for one', async () => {
    expect(await problem([policies(A)], policies(B))).toBe('none');
    expect(await problem([[]], [])).toBe('none');
  });

  it('must agree along the path once an authority asks for one', async () => {
    const asked = [...policies(A), ...requireExplicit(0)];
    expect(await problem([asked], policies(A))).toBe('none');
    expect(await problem([asked], policies(B))).toBe('POLICIES');
    expect(await problem([asked], [])).toBe('POLICIES');
  });

  it('«any» stands for all until an authority forbids it', async () => {
    const asked = [...policies(ANY), ...requireExplicit(0)];
    expect(await problem([asked], policies(B))).toBe('none');
    expect(await problem([[...asked, ...inhibitAny(0)]], policies(ANY))).toBe('POLICIES');
  });

  it('may be mapped to those of another domain, «any» may not', async () => {
    const asked = [...policies(A), ...requireExplicit(0)];
    expect(await problem([[...asked, ...mapped(A, B)]], policies(B))).toBe('none');
    expect(await problem([[...asked, ...mapped(A, B)]], policies(A))).toBe('POLICIES');
    expect(await problem([[...asked, ...mapped(ANY, B)]], policies(B))).toBe('POLICIES');
  });
});
