import { type Box, MM, type PdfLayout, type Place, type Places } from '@congvan/signing';
import { z } from 'zod';
import type { Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { signingLines, upper } from '../records/signingLines.ts';
import { PlaceOutsideError } from './errors.ts';
import { personField } from './personSignature.ts';
import type { SigningTask } from './signingTask.ts';

const points = z.number().min(-20_000).max(20_000);

/** Where a person wants their image; its size is the office's to say. */
export const chosenPlace = z
  .object({ page: z.int().min(0).max(10_000), x: points, y: points })
  .meta({ id: 'ChosenPlace', description: 'Lower left corner, PDF points; pages from 0.' });
export type ChosenPlace = z.infer<typeof chosenPlace>;

export interface ProposedPlace {
  place: Place;
  /** False: the page does not show where, so the person has to say. */
  found: boolean;
  /** False: the field lies in the document already. */
  movable: boolean;
}

const IMAGE = { width: 52 * MM, height: 26 * MM };
const INITIAL = { width: 18 * MM, height: 9 * MM };
const SEAL = { width: 36 * MM, height: 36 * MM };
const MARGIN = 20 * MM;

/** Where the signature of a task goes, unless the person moves it. */
export async function proposePlace(
  office: Office,
  signing: SigningTask,
  pdf: Uint8Array,
  layout: PdfLayout,
): Promise<ProposedPlace> {
  const laid = layout.signatureFields.find(({ name, signed }) => name === signing.field && !signed);
  if (laid?.place) return { place: laid.place, found: true, movable: false };
  if (signing.part === 'agency') return besidePerson(office, signing, layout);
  const found =
    signing.part === 'initial'
      ? await initialPlace(office, signing, pdf, layout)
      : await signerPlace(office, signing, pdf);
  if (found) return { place: inside(found, layout), found: true, movable: true };
  const size = signing.part === 'initial' ? INITIAL : IMAGE;
  return { place: corner(layout, size), found: false, movable: true };
}

/** Places of the competent person's lines: their image, the seal, number and date. */
export async function documentPlaces(office: Office, signing: SigningTask, pdf: Uint8Array): Promise<Places> {
  const { signer } = signing.document;
  return office.documents.findPlaces(pdf, {
    fullName: signer?.fullName ?? '',
    ...(signer?.position ? { position: signer.position } : {}),
  });
}

async function signerPlace(
  office: Office,
  signing: SigningTask,
  pdf: Uint8Array,
): Promise<Place | undefined> {
  if (signing.part === 'person') return (await documentPlaces(office, signing, pdf)).person;
  const { fullName, position } = await signerOf(office, signing);
  return (await office.documents.findPlaces(pdf, { fullName, position })).person;
}

/** The person who does the task, as the organisation knows them. */
async function signerOf(
  office: Office,
  { actor }: SigningTask,
): Promise<{ fullName: string; position: string }> {
  return office.db
    .selectFrom('office.users')
    .select(['fullName', 'position'])
    .where('id', '=', actor.id)
    .executeTakeFirstOrThrow();
}

/** Capacity and position that the signature claims. */
export async function claimedRoles(
  office: Office,
  signing: SigningTask,
): Promise<{ position?: string; capacity?: string }> {
  if (signing.part === 'cosigner') return { position: upper((await signerOf(office, signing)).position) };
  if (signing.part !== 'person') return {};
  const agency = await ownAgency(office.db);
  const { capacity, position } = signingLines(agency.name, signing.document.signer!);
  return { position, ...(capacity.length ? { capacity: capacity.join(', ') } : {}) };
}

/**
 * An initial stands after the last words: that on the content after «./.», that on the form after «Lưu: VT» in the
 * list of recipients (the usage of Circular 04/2013/TT-BNV, art. 9).
 */
async function initialPlace(
  { documents }: Office,
  { field, document }: SigningTask,
  pdf: Uint8Array,
  layout: PdfLayout,
): Promise<Place | undefined> {
  const after = await documents.findText(pdf, field === 'initialContent' ? './.' : 'Lưu: VT');
  if (after) {
    const x = after.x + after.width + 2 * MM;
    return { page: after.page, x, y: after.y + (after.height - INITIAL.height) / 2, ...INITIAL };
  }
  const name = document.signer ? await documents.findText(pdf, document.signer.fullName) : undefined;
  const page = name && layout.pages[name.page];
  return page && { page: name.page, x: page.x + MARGIN, y: name.y, ...INITIAL };
}

/** The seal covers a third of the person's image, on its left (Decree 30, Appendix I, II.8). */
async function besidePerson(
  office: Office,
  { document }: SigningTask,
  layout: PdfLayout,
): Promise<ProposedPlace> {
  const field = await personField(office.db, document.id);
  const person = layout.signatureFields.find(({ name }) => name === field)?.place;
  const place = person ? sealBeside(person) : corner(layout, SEAL);
  return { place: inside(place, layout), found: person !== undefined, movable: true };
}

export function sealBeside(person: Place): Place {
  const x = person.x + person.width / 3 - SEAL.width;
  return { page: person.page, x, y: person.y + (person.height - SEAL.height) / 2, ...SEAL };
}

/** @throws {PlaceOutsideError} when any of it would lie outside the page */
export function placeAt(
  proposed: ProposedPlace,
  chosen: ChosenPlace | undefined,
  { pages }: PdfLayout,
): Place {
  const { place, movable } = proposed;
  if (!chosen || !movable) return place;
  const page = pages[chosen.page];
  const moved = { ...place, ...chosen };
  if (!page || !contains(page, moved)) throw new PlaceOutsideError();
  return moved;
}

/** Rounding of a dragged box is no reason to refuse it. */
const SLACK = 0.5;

const contains = (page: Box, box: Box): boolean =>
  box.x >= page.x - SLACK &&
  box.y >= page.y - SLACK &&
  box.x + box.width <= page.x + page.width + SLACK &&
  box.y + box.height <= page.y + page.height + SLACK;

/** Moves a box that the page's own lines put partly outside of it. */
export function inside(place: Place, { pages }: PdfLayout): Place {
  const page = pages[place.page];
  if (!page) return place;
  const bound = (value: number, from: number, room: number) => Math.max(from, Math.min(value, from + room));
  return {
    ...place,
    x: bound(place.x, page.x, Math.max(0, page.width - place.width)),
    y: bound(place.y, page.y, Math.max(0, page.height - place.height)),
  };
}

function corner({ pages }: PdfLayout, size: { width: number; height: number }): Place {
  const page = pages.length - 1;
  const { x, y, width } = pages[page] ?? { x: 0, y: 0, width: 595 };
  return { page, x: x + width - size.width - MARGIN, y: y + MARGIN, ...size };
}
