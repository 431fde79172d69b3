import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

// The legacy build: offices still run browsers some years old.
pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** Opens a PDF of the office; the caller destroys the task when the viewer goes. */
export function openPdf(url: string) {
  return pdfjs.getDocument({
    url,
    isEvalSupported: false,
    enableXfa: false,
    cMapUrl: '/pdfjs/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/pdfjs/standard_fonts/',
    wasmUrl: '/pdfjs/wasm/',
    iccUrl: '/pdfjs/iccs/',
  });
}

export const TextLayer = pdfjs.TextLayer;
export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
