/** A test authority with its services running, in a folder of its own. */
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRevocationResponder } from '../authority/revocationResponder.ts';
import {
  createTestAuthority,
  type Issued,
  makeAuthorityKey,
  type TestAuthority,
} from '../authority/testAuthority.ts';
import { startTimestampAuthority } from '../authority/timestampAuthority.ts';

export interface TestAuthorities {
  authority: TestAuthority;
  timestampUrls: string[];
  person: Issued;
  agency: Issued;
  stop(): Promise<void>;
}

/** Made once a process: each takes the better part of a second. */
let keys: Promise<Record<'root' | 'issuing', KeyObject>> | undefined;

async function makeKeys() {
  const [root, issuing] = await Promise.all([makeAuthorityKey(), makeAuthorityKey()]);
  return { root, issuing };
}

export async function testAuthorities(): Promise<TestAuthorities> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-authorities-'));
  keys ??= makeKeys();
  const authority = await createTestAuthority({ folder, keys: await keys });
  const responder = await startRevocationResponder({ authority });
  const timestamps = await startTimestampAuthority({ authority });
  return {
    authority,
    timestampUrls: [timestamps.url],
    person: await authority.issuePerson({ commonName: 'Nguyễn Văn Minh Họa', title: 'Phó Giám đốc' }),
    agency: await authority.issueAgencySeal({ commonName: 'Sở Thông tin và Truyền thông (minh họa)' }),
    async stop() {
      await Promise.all([responder.stop(), timestamps.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
