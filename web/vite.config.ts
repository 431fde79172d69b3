import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { pdfjsAssets } from './build/pdfjsAssets.ts';

/** The development server forwards the API to an office that runs here; the product serves `dist` itself. */
const OFFICE = 'http://localhost:8014';

export default defineConfig({
  plugins: [vue(), pdfjsAssets()],
  server: { port: 5173, proxy: { '/api': OFFICE } },
  build: {
    target: 'es2022',
    // bpmn-js with the properties panel and pdf.js are large, and load only on the pages that show them.
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
  },
});
