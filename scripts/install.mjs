import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 12];

/**
 * Installs the npm packages when they are missing or the lock file has changed since the last time, and does
 * nothing otherwise, so that a machine without a network can start again.
 * @param {string} root folder of the repository
 * @throws {Error} when Node is too old or npm fails
 */
export function installPackages(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(`Cần Node.js ${OLDEST_NODE.join('.')} trở lên; máy này có ${process.versions.node}.`);
  }
  const marker = join(root, 'node_modules/.congvan-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.log('Cài đặt các gói npm…');
  // «ci» starts from nothing; what is there already is only brought up to date.
  const command = existsSync(join(root, 'node_modules')) ? 'install' : 'ci';
  const { status } = spawnSync('npm', [command, '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ${command} không thành công.`);
  writeFileSync(marker, lock);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installPackages(dirname(dirname(fileURLToPath(import.meta.url))));
}
