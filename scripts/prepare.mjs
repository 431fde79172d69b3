import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds the web when it has not been built or a source of it has changed since.
 * @param {string} root folder of the repository
 * @throws {Error} when the build fails
 */
export function buildWeb(root) {
  const marker = join(root, 'web/dist/.congvan-sources');
  const sources = digestOf(root);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === sources) return;
  console.log('Dựng giao diện web…');
  const { status } = spawnSync(
    'npm',
    ['run', '--silent', 'build', '-w', 'web', '--', '--logLevel', 'error'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (status !== 0) throw new Error('Không dựng được giao diện web.');
  writeFileSync(marker, sources);
}

function digestOf(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const entries = readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/[\\/](node_modules|dist)[\\/]/.test(file));
  for (const file of files.sort()) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}
