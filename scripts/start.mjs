// npm start: installs and builds what is missing, then runs the demonstration: two agencies on this machine.
// Plain Node, because on a fresh clone there is nothing in node_modules yet.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';
import { makeSureOfLibreOffice } from './libreoffice.mjs';
import { buildWeb } from './prepare.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
try {
  installPackages(root);
  makeSureOfLibreOffice();
  buildWeb(root);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await import('./demonstration/main.ts');
