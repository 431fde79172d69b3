// npm run setup -- organisation.json [--key USERNAME|agency FILE.p12 IMAGE.png]: loads an agency's facts (docs/operations.md).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { saveSigningKey, system } from '@congvan/office';
import { startEmbeddedPostgres } from '@congvan/storage';
import { readConfig } from './config.ts';
import { loadOrganisation, organisationSchema, userIdOf } from './organisation.ts';
import { openFiles } from './parts/files.ts';
import { openOffice } from './parts/office.ts';

const [file, option, owner, pkcs12, image] = process.argv.slice(2);
if (!file) throw new Error('npm run setup -- organisation.json [--key USERNAME|agency FILE.p12 IMAGE.png]');
const config = readConfig(process.env);
const organisation = organisationSchema.parse(JSON.parse(await readFile(file, 'utf8')));
if (organisation.organId !== config.organId) {
  throw new Error(`${file} là của ${organisation.organId}, CONGVAN_ORGAN_ID là ${config.organId}`);
}
const embedded = config.databaseUrl
  ? undefined
  : await startEmbeddedPostgres({ dataDir: join(config.data, 'postgres') });
const { office, close } = await openOffice({
  databaseUrl: config.databaseUrl ?? embedded!.url,
  files: await openFiles(config.files),
  trustedRoots: [],
  timestampUrls: [],
});
try {
  await loadOrganisation(office, organisation);
  if (option === '--key') {
    if (!owner || !pkcs12 || !image) throw new Error('--key USERNAME|agency FILE.p12 IMAGE.png');
    const userId = owner === 'agency' ? null : userIdOf(config.organId, owner);
    const passphrase = process.env.CONGVAN_KEY_PASSPHRASE ?? '';
    const files = { pkcs12: await readFile(pkcs12), image: await readFile(image) };
    await saveSigningKey(office, system, { userId, passphrase }, files);
  }
  console.log(`Đã nạp ${organisation.name}.`);
} finally {
  await close();
  await embedded?.stop();
}
