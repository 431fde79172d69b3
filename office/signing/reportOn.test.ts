import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signPdf } from '@congvan/signing';
import { createTestAuthority, type TestAuthority } from '@congvan/signing/authority';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { reportOn } from './reportOn.ts';

let at: OfficeAtTest;
let authority: TestAuthority;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-report-'));
  authority = await createTestAuthority({ folder });
  at = await officeAtTest({ authority });
});
afterAll(async () => {
  await at.close();
  await rm(folder, { recursive: true });
});

it('keeps the report of a file that bears names which no database can hold', async () => {
  const { key } = await authority.issuePerson({ commonName: 'Nguyễn Văn Mẫu' });
  const pdf = await signPdf(await samplePdf(), { key, level: 'B-B', field: 'ký\u0000\ud83d' });
  const { sha256 } = await at.office.files.put(pdf);
  expect((await reportOn(at.office, sha256)).signatures).toMatchObject([{ verdict: 'valid' }]);
  expect((await reportOn(at.office, sha256)).signatures).toMatchObject([{ field: 'ký\uFFFD\uFFFD' }]);
});
