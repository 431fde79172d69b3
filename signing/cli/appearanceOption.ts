/** What the signature of `congvan sign` shows, and where (Decree 30/2020/NĐ-CP, Appendix I, II.7-8). */
import type { Appearance } from '../appearance/appearance.ts';
import type { Place } from '../appearance/box.ts';
import { findPlaces } from '../appearance/findPlaces.ts';
import { topRightPlace } from '../appearance/topRight.ts';
import { SigningError } from '../sign/errors.ts';
import type { PdfLayout } from '../sign/pdfLayout.ts';
import { UsageError } from './arguments.ts';
import { readParameterFile } from './files.ts';

export const appearanceOptions = {
  image: { type: 'string' },
  seal: { type: 'string' },
  attachment: { type: 'string' },
  copy: { type: 'string' },
  agency: { type: 'string' },
  place: { type: 'string' },
  name: { type: 'string' },
  capacity: { type: 'string' },
  position: { type: 'string' },
} as const;

type Values = { [key in keyof typeof appearanceOptions]?: string | undefined };

/** What is asked for, before any file is read. @throws UsageError */
export async function shownOf(values: Values): Promise<{ appearance: Appearance; place?: Place }> {
  const appearance = await appearanceOf(values);
  return values.place === undefined ? { appearance } : { appearance, place: placeFrom(values.place) };
}

async function appearanceOf(values: Values): Promise<Appearance> {
  const { image, seal, attachment, copy, agency } = values;
  if ([image, seal && !copy, attachment, copy].filter(Boolean).length > 1)
    throw new UsageError('chỉ dùng một trong --image, --seal, --attachment, --copy');
  if ((copy === undefined) !== (agency === undefined) || (copy !== undefined && seal === undefined))
    throw new UsageError('--copy cần --agency và --seal');
  if (copy !== undefined)
    return { kind: 'digitised-copy', form: copy, agency: agency!, png: await readParameterFile(seal!) };
  if (attachment !== undefined) {
    const [, number, notation] = /^([^/]+)\/(.+)$/.exec(attachment) ?? [];
    if (!number || !notation) throw new UsageError('--attachment phải là SỐ/KÝ_HIỆU');
    return { kind: 'attachment', number, notation };
  }
  const png = image ?? seal;
  return png === undefined ? { kind: 'none' } : { kind: 'image', png: await readParameterFile(png) };
}

/**
 * Where it goes in one document, when the caller did not say.
 * @returns undefined where the field has a place of its own, or nothing is shown
 * @throws UsageError, SigningError `PLACE_NOT_FOUND`
 */
export async function placeOf(
  pdf: Uint8Array,
  field: PdfLayout['signatureFields'][number] | undefined,
  { kind }: Appearance,
  values: Values,
): Promise<Place | undefined> {
  if (kind === 'none' || field?.place) return undefined;
  if (kind !== 'image') return topRightPlace(pdf, kind);
  const { capacity, position, name: fullName } = values;
  if (!fullName) throw new UsageError('ảnh cần chỗ: --name, --place, hoặc --field của một ô có sẵn');
  const wanted = { fullName, ...(capacity ? { capacity } : {}), ...(position ? { position } : {}) };
  const { person, agency } = await findPlaces(pdf, wanted);
  const place = values.seal ? agency : person;
  if (place) return place;
  throw new SigningError('PLACE_NOT_FOUND', `Không tìm thấy «${fullName}» trên trang; hãy dùng --place.`);
}

function placeFrom(text: string): Place {
  const numbers = text.split(',').map(Number);
  const [page, x, y, width, height] = numbers as [number, number, number, number, number];
  const isBox = numbers.length === 5 && numbers.every(Number.isFinite) && width > 0 && height > 0;
  if (!isBox || page < 1 || !Number.isInteger(page))
    throw new UsageError('--place phải là TRANG,X,Y,RỘNG,CAO');
  return { page: page - 1, x, y, width, height };
}
