/** The contract as a person of a test authority has signed it: what a file of attacks begins with. */
import { afterAll, beforeAll } from 'vitest';
import { handMadePdf } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from './authorities.ts';
import { contract, verdictOf } from './contract.ts';

export interface SignedContract {
  readonly services: TestAuthorities;
  /** Signed once: text, an empty field, a signature that shows. */
  readonly signed: Buffer;
  sign(pdf: Uint8Array, field?: string): Promise<Buffer>;
  /** Objects as `handMadePdf` writes them, signed. */
  signObjects(objects: Record<number, string>): Promise<Buffer>;
  verdict(pdf: Uint8Array, index?: number): Promise<string>;
}

/** Call it once in a file: the authority's services live as long as the file's tests. */
export function signedContract(): SignedContract {
  let services: TestAuthorities;
  let signed: Buffer;
  const made: SignedContract = {
    get services() {
      return services;
    },
    get signed() {
      return signed;
    },
    sign: (pdf, field = 'person') => signPdf(pdf, { key: services.person.key, level: 'B-B', field }),
    signObjects: (objects) => made.sign(handMadePdf({ objects })),
    verdict: (pdf, index = 0) => verdictOf(pdf, services.authority.caPem, index),
  };
  beforeAll(async () => {
    services = await testAuthorities();
    signed = await made.signObjects(contract);
  });
  afterAll(() => services.stop());
  return made;
}
