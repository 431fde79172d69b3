import { spawnSync } from 'node:child_process';

const PACKAGE = 'libreoffice-writer-nogui';

/**
 * Drafts become PDF through LibreOffice. Root on Debian gets it installed; anybody else is told what to install.
 * @throws {Error} when it is missing and cannot be installed from here
 */
export function makeSureOfLibreOffice() {
  if (isThere()) return;
  if (process.getuid?.() === 0 && runs('apt-get', ['--version'])) {
    console.log(`Cài đặt LibreOffice (apt-get install ${PACKAGE})…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (args) => spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0;
    if (
      apt(['update', '-qq']) &&
      apt(['install', '-y', '-qq', '--no-install-recommends', PACKAGE]) &&
      isThere()
    ) {
      return;
    }
  }
  throw new Error(
    'Thiếu LibreOffice (chương trình chuyển dự thảo Word sang PDF). Hãy cài rồi chạy lại:\n' +
      `  Debian, Ubuntu:  sudo apt-get install ${PACKAGE}\n` +
      '  macOS:           brew install --cask libreoffice\n' +
      '  Windows:         winget install TheDocumentFoundation.LibreOffice',
  );
}

const isThere = () => runs('soffice', ['--version']) || runs('libreoffice', ['--version']);

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
