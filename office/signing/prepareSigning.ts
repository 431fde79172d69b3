import { type PdfLayout, pdfLayout, type SignatureOptions } from '@congvan/signing';
import type { Office } from '../office.ts';
import { PlaceMissingError, refusing } from './errors.ts';
import {
  type ChosenPlace,
  claimedRoles,
  documentPlaces,
  inside,
  placeAt,
  proposePlace,
  sealBeside,
} from './signaturePlace.ts';
import type { SigningTask } from './signingTask.ts';

/** A document that may be signed as it is, and how. */
export interface PreparedSigning {
  pdf: Buffer;
  options: SignatureOptions;
}

export interface Preparing {
  /** Where the person wants it; the proposed place unless said. */
  chosen?: ChosenPlace | undefined;
  /** PNG that the signature shows. */
  image: Uint8Array;
  /** The signer's own program makes the field: none is laid for it. */
  ownField?: boolean;
}

/**
 * Before the first signature, lays the fields that come later: number and date, which may not be added afterwards, and
 * with the competent person's signature that of the agency.
 * @throws {PlaceMissingError} {@link PlaceOutsideError} {@link SigningRefusedError}
 */
export async function prepareSigning(
  office: Office,
  signing: SigningTask,
  { chosen, image, ownField = false }: Preparing,
): Promise<PreparedSigning> {
  const original = await office.files.get(signing.main.sha256);
  return refusing(async () => {
    const layout = pdfLayout(original);
    const proposed = await proposePlace(office, signing, original, layout);
    if (!proposed.found && !chosen && !ownField)
      throw new PlaceMissingError('chỗ ký; hãy kéo khung chữ ký tới chỗ cần đặt');
    const place = placeAt(proposed, chosen, layout);
    const isFirst = !layout.signatureFields.some(({ signed }) => signed);
    const pdf = isFirst ? await layFields(office, signing, original, layout, { place, ownField }) : original;
    const { timestampUrls } = office.signing;
    const options: SignatureOptions = {
      level: timestampUrls.length ? 'B-T' : 'B-B',
      field: signing.field,
      place,
      appearance: { kind: 'image', png: image },
      timestampUrls,
      signedAt: office.clock.now(),
      ...(signing.part === 'initial' ? { reason: 'Ký nháy' } : {}),
      ...(await claimedRoles(office, signing)),
    };
    return { pdf: Buffer.from(pdf), options };
  });
}

async function layFields(
  office: Office,
  signing: SigningTask,
  pdf: Uint8Array,
  layout: PdfLayout,
  { place, ownField }: { place: SignatureOptions['place']; ownField: boolean },
): Promise<Buffer> {
  const { number, day, month } = await documentPlaces(office, signing, pdf);
  if (!number || !day || !month) throw new PlaceMissingError('chỗ ghi số và ngày, tháng (trang đầu)');
  // Where the signer's own program puts the image is known only afterwards, and so is the seal's place.
  const withSeal = signing.part === 'person' && place && !ownField;
  const agency = withSeal ? { agency: inside(sealBeside(place), layout) } : {};
  return office.documents.prepare(pdf, {
    signatures: { ...(ownField ? {} : { [signing.field]: place }), ...agency },
    texts: { number, day, month },
  });
}
