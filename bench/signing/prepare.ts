/**
 * Makes the files that `npm run bench:signing` signs and validates, in a process of its own: V8 goes through the
 * whole heap for every 64 MB of documents, so what only makes them must not be in the heap of what is measured.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestAuthority } from '../../signing/authority/index.ts';
import { readPkcs12, signPdf } from '../../signing/index.ts';
import { samplePdf } from '../../signing/testing/samplePdf.ts';

const [folder, passphrase] = process.argv.slice(2) as [string, string];
const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);

const authority = await createTestAuthority({ folder: join(folder, 'authority') });
const pkcs12 = (await authority.issuePerson({ commonName: 'Người ký' })).pkcs12(passphrase);
write('key.p12', pkcs12);
write('ca.pem', authority.caPem);
for (const [name, padding] of [
  ['100KB.pdf', 80_000],
  ['10MB.pdf', 10_000_000],
  ['64MB.pdf', 64 << 20],
] as const)
  write(name, await samplePdf({ padding }));

const key = readPkcs12(pkcs12, passphrase);
let signed = await samplePdf({ padding: 950_000 });
for (const field of ['person', 'agency']) signed = await signPdf(signed, { key, level: 'B-B', field });
write('signed.pdf', signed);
