import { ConversionError, ConverterMissingError, DraftTemplateError } from '../drafting/errors.ts';
import { OfficeError } from '../errors.ts';

/** The text could not be made into a page; `code` and message are those of `office/drafting`. */
export class DraftingError extends OfficeError {}

/** Runs a call of the drafting folder; what a person can act on becomes an error of the office. */
export async function drafting<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DraftTemplateError)
      throw new DraftingError(error.code, 'invalid', error.message, { cause: error });
    if (error instanceof ConversionError || error instanceof ConverterMissingError) {
      throw new DraftingError(error.code, 'unavailable', error.message, { cause: error });
    }
    throw error;
  }
}
