import { createConverter } from './converter.ts';

/** One LibreOffice for the whole process: two at once would need twice the memory and be no faster. */
const shared = createConverter();

/**
 * Converts a Word document to PDF.
 * @param name what to call it in errors: 'to-trinh.docx'
 * @throws {ConversionError} {@link ConverterMissingError}
 */
export const convertToPdf: (docx: Uint8Array, name: string) => Promise<Uint8Array> = shared.convert;
