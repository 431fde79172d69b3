import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import type { Plugin } from 'vite';

const FOLDERS = ['wasm', 'standard_fonts', 'cmaps', 'iccs'];
const BASE = '/pdfjs/';

/**
 * pdf.js fetches decoders of scanned images, stand-ins for fonts that a PDF does not carry, and character maps
 * by name at run time; they go into `dist/pdfjs/` as they are, so that nothing comes from another server.
 */
export function pdfjsAssets(): Plugin {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return {
    name: 'pdfjs-assets',
    configureServer(server) {
      server.middlewares.use(BASE, (request, response, next) => {
        const file = join(root, normalize(decodeURIComponent(request.url ?? '/').split('?')[0] ?? '/'));
        const known = FOLDERS.some((folder) => file.startsWith(join(root, folder)));
        if (!known || !existsSync(file)) return next();
        if (file.endsWith('.wasm')) response.setHeader('content-type', 'application/wasm');
        createReadStream(file).pipe(response);
      });
    },
    generateBundle() {
      for (const folder of FOLDERS) {
        for (const name of readdirSync(join(root, folder))) {
          const source = readFileSync(join(root, folder, name));
          this.emitFile({ type: 'asset', fileName: `pdfjs/${folder}/${name}`, source });
        }
      }
    },
  };
}
