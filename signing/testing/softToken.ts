/** SoftHSM tokens for tests, in a folder of their own; `softhsm2-util` and OpenSC's `pkcs11-tool` fill them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issued, TestAuthority } from '../authority/testAuthority.ts';

export const SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so';
export const TOKEN_PIN = 'pin-of-the-device';

/** The library that speaks PKCS#11 is compiled at install and optional; without it there is nothing to test. */
export const hasSoftHsm =
  existsSync(SOFTHSM) &&
  (await import('pkcs11js').then(
    () => true,
    () => false,
  ));

/** From here on, this process and those that it starts find their tokens in the folder. */
export function useTokensIn(folder: string): void {
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
  process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf');
}

export function makeToken(label: string): void {
  softHsm('--init-token', '--free', '--label', label, '--pin', TOKEN_PIN, '--so-pin', '4321');
}

/** Puts a key and its certificate under one id. */
export function putOnToken(token: string, folder: string, label: string, id: string, issued: Issued): void {
  const key = join(folder, `${label}.pem`);
  const certificate = join(folder, `${label}.cer`);
  writeFileSync(key, issued.privateKeyPem);
  writeFileSync(certificate, issued.certificate);
  softHsm('--import', key, '--token', token, '--label', label, '--id', id, '--pin', TOKEN_PIN);
  execFileSync(
    'pkcs11-tool',
    [
      ...['--module', SOFTHSM, '--token-label', token, '--login', '--pin', TOKEN_PIN],
      ...['--write-object', certificate, '--type', 'cert', '--id', id, '--label', label],
    ],
    { stdio: 'pipe' },
  );
}

/** A token of an agency that holds its seal, «con-dau», and how a server opens it. */
export async function tokenOfAgency(folder: string, authority: TestAuthority, commonName: string) {
  const tokenLabel = 'co-quan';
  useTokensIn(folder);
  makeToken(tokenLabel);
  const seal = await authority.issueAgencySeal({ commonName });
  putOnToken(tokenLabel, folder, 'con-dau', 'a1', seal);
  return { seal, module: SOFTHSM, tokenLabel, pin: TOKEN_PIN };
}

const softHsm = (...args: string[]) => execFileSync('softhsm2-util', args, { stdio: 'pipe' });
