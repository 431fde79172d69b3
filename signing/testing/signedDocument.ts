/** The office's document through its signatures, for tests of validation. */
import { demonstrationSeal, demonstrationSignature } from '../appearance/demonstration.ts';
import { findPlaces } from '../appearance/findPlaces.ts';
import { fillFields } from '../sign/fillFields.ts';
import { preparePdf } from '../sign/preparePdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import type { TestAuthorities } from './authorities.ts';
import { type SampleOptions, samplePdf } from './samplePdf.ts';

export interface SignedDocument {
  /** Before it has fields. */
  draft: Buffer;
  prepared: Buffer;
  /** By the person. */
  signed: Buffer;
  /** Number and date filled in. */
  numbered: Buffer;
  /** By the agency. */
  sealed: Buffer;
}

export async function signedDocument(
  services: TestAuthorities,
  options: SampleOptions = {},
): Promise<SignedDocument> {
  const { timestampUrls, person, agency } = services;
  const signer = { capacity: 'KT. GIÁM ĐỐC', position: 'PHÓ GIÁM ĐỐC', fullName: 'Nguyễn Văn Minh Họa' };
  const draft = await samplePdf(options);
  const places = await findPlaces(draft, signer);
  const prepared = preparePdf(draft, {
    signatures: { person: places.person, agency: places.agency },
    texts: { number: places.number, day: places.day, month: places.month },
  });
  const signed = await signPdf(prepared, {
    key: person.key,
    level: 'B-T',
    field: 'person',
    appearance: { kind: 'image', png: demonstrationSignature(signer.fullName) },
    timestampUrls,
    ...signer,
  });
  const numbered = fillFields(signed, { number: '2225', day: '08', month: '12' });
  const sealed = await signPdf(numbered, {
    key: agency.key,
    level: 'B-T',
    field: 'agency',
    appearance: { kind: 'image', png: demonstrationSeal('Sở Thông tin và Truyền thông') },
    timestampUrls,
  });
  return { draft, prepared, signed, numbered, sealed };
}
