/** Names that an authority may certify, and those that it may not (RFC 5280, 4.2.1.10 and 6.1). */
import { isIP } from 'node:net';
import { children, type DerNode, expectTag, oidText, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { rdnKeys } from './names.ts';
import type { X509 } from './x509.ts';

export const NAME_CONSTRAINTS = '2.5.29.30';
const EMAIL = '1.2.840.113549.1.9.1';

/** Tags of GeneralName (4.2.1.6). */
const Kind = { rfc822: 0x81, dns: 0x82, directory: 0xa4, uri: 0x86, ip: 0x87 } as const;

interface GeneralName {
  kind: number;
  /** The name itself; of a directoryName its encoding. */
  value: Buffer;
}

/** What the authorities above have allowed and forbidden; each of `permitted` must allow a name of its kinds. */
export interface NameSpace {
  permitted: GeneralName[][];
  excluded: GeneralName[];
}

export const everyName: NameSpace = { permitted: [], excluded: [] };

const MAX_NAMES = 2_000;

/** @returns undefined for constraints that cannot be read or are of a form that RFC 5280 does not use */
export function narrowed(space: NameSpace, authority: X509): NameSpace | undefined {
  const extension = authority.extensions.get(NAME_CONSTRAINTS);
  if (!extension) return space;
  const permitted: GeneralName[] = [];
  const excluded: GeneralName[] = [];
  for (const list of children(expectTag(readDer(extension), Tag.sequence))) {
    const into = list.tag === 0xa0 ? permitted : list.tag === 0xa1 ? excluded : undefined;
    for (const subtree of children(list)) {
      const [base, ...distances] = children(subtree);
      if (!into || !base || distances.length > 0) return undefined;
      into.push(generalName(base));
    }
  }
  if (permitted.length + excluded.length > MAX_NAMES) return undefined;
  return {
    permitted: permitted.length ? [...space.permitted, permitted] : space.permitted,
    excluded: [...space.excluded, ...excluded],
  };
}

/** Whether every name of a certificate lies where it may. */
export function isWithin(certificate: X509, { permitted, excluded }: NameSpace): boolean {
  if (permitted.length + excluded.length === 0) return true;
  const names = namesOf(certificate);
  if (names.length > MAX_NAMES) return false;
  return names.every(
    (name) =>
      !excluded.some((base) => base.kind === name.kind && covers(base, name) !== false) &&
      permitted.every((bases) => {
        const same = bases.filter(({ kind }) => kind === name.kind);
        return same.length === 0 || same.some((base) => covers(base, name) === true);
      }),
  );
}

const generalName = (node: DerNode): GeneralName => ({
  kind: node.tag,
  value: node.tag === Kind.directory ? children(node)[0]!.raw : node.content,
});

/** The subject, its alternative names and, without those, its e-mail address. */
function namesOf(certificate: X509): GeneralName[] {
  const subject = readDer(certificate.subject);
  const own = children(subject).length ? [{ kind: Kind.directory, value: certificate.subject }] : [];
  const alternative = certificate.extensions.get(Oid.subjectAltName);
  if (alternative) return [...own, ...children(readDer(alternative)).map(generalName)];
  const emails = children(subject)
    .flatMap(children)
    .map(children)
    .filter(([type]) => type && oidText(type) === EMAIL)
    .map(([, value]) => ({ kind: Kind.rfc822, value: value!.content }));
  return [...own, ...emails];
}

/** @returns undefined where it cannot be said: such a name is neither permitted nor free of an exclusion */
function covers(base: GeneralName, name: GeneralName): boolean | undefined {
  const [within, text] = [base, name].map(({ value }) => value.toString('latin1').toLowerCase()) as [
    string,
    string,
  ];
  switch (base.kind) {
    case Kind.directory: {
      const keys = rdnKeys(name.value);
      return rdnKeys(base.value).every((key, index) => key === keys[index]);
    }
    case Kind.dns:
      return (
        within === '' || text === within || text.endsWith(within.startsWith('.') ? within : `.${within}`)
      );
    case Kind.rfc822:
      return coversMail(base.value.toString('latin1'), name.value.toString('latin1'));
    case Kind.uri: {
      const host = hostOf(text);
      return host === undefined
        ? undefined
        : within.startsWith('.')
          ? host.endsWith(within)
          : host === within;
    }
    case Kind.ip:
      return coversAddress(base.value, name.value);
    default:
      return undefined;
  }
}

/** A mailbox, a host, or with a leading dot every host below a domain. The local part's case counts. */
function coversMail(base: string, mailbox: string): boolean | undefined {
  const at = mailbox.lastIndexOf('@');
  if (at < 1) return undefined;
  const host = mailbox.slice(at + 1).toLowerCase();
  const baseAt = base.lastIndexOf('@');
  const within = base.slice(baseAt + 1).toLowerCase();
  if (baseAt >= 0) return mailbox.slice(0, at) === base.slice(0, baseAt) && host === within;
  return within === '' || (within.startsWith('.') ? host.endsWith(within) : host === within);
}

/** The host of a URI, when it is a name: constraints say nothing of others (4.2.1.10). */
function hostOf(uri: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+)/.exec(uri)?.[1];
  return host === undefined || isIP(host) ? undefined : host;
}

/** @param base address and mask (RFC 4632) @param address 4 or 16 octets */
function coversAddress(base: Buffer, address: Buffer): boolean | undefined {
  const length = base.length / 2;
  if (address.length !== 4 && address.length !== 16) return undefined;
  if (length !== address.length) return false;
  return address.every(
    (octet, index) => (octet & base[length + index]!) === (base[index]! & base[length + index]!),
  );
}
