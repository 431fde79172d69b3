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
  const { status } = spawnSync('npm', ['run', '--silent', 'build', '-w', 'web'], {
    cwd: root,
    stdio: 'inherit',
  });
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

const LIBREOFFICE = 'libreoffice-writer-nogui';

/**
 * Drafts become PDF through LibreOffice. Root on Debian gets it installed; anybody else is told what to install.
 * @throws {Error} when it is missing and cannot be installed from here
 */
export function makeSureOfLibreOffice() {
  if (has('soffice') || has('libreoffice')) return;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && has('apt-get')) {
    console.log(`Cài đặt LibreOffice (apt-get install ${LIBREOFFICE})…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (args) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
    apt(['update', '-qq']);
    const packages = [LIBREOFFICE, 'fonts-liberation'];
    if (apt(['install', '-y', '-qq', '--no-install-recommends', ...packages]) && has('soffice')) return;
  }
  throw new Error(
    'Thiếu LibreOffice (chương trình chuyển dự thảo Word sang PDF). Hãy cài rồi chạy lại npm start:\n' +
      `  Debian, Ubuntu:  sudo apt-get install ${LIBREOFFICE} fonts-liberation\n` +
      '  macOS:           brew install --cask libreoffice\n' +
      '  Windows:         winget install TheDocumentFoundation.LibreOffice',
  );
}

function has(command) {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  return spawnSync(finder, [command], { stdio: 'ignore' }).status === 0;
}
