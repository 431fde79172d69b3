import { type Place, pdfLayout } from '@congvan/signing';
import { z } from 'zod';
import type { Person } from '../actor.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { refusing } from './errors.ts';
import { inside, proposePlace, sealBeside } from './signaturePlace.ts';
import { findKey } from './signingKeys.ts';
import { openSigning } from './signingTask.ts';
import type { KeyKind, SignaturePart } from './tables.ts';

export const signingPlanInput = z.object({ taskId: id });

/** What a person is shown before they sign. */
export interface SigningPlan {
  part: SignaturePart;
  /** Of the key that would sign; null: there is none. */
  key: { id: string; kind: KeyKind; commonName: string; notAfter: string } | null;
  file: { id: string; sha256: string };
  place: Place;
  found: boolean;
  movable: boolean;
  /** Where the agency's seal will stand beside the person's image. */
  seal: Place | null;
  /** The process asks for an initial at this review. */
  required: boolean;
}

/** Where the signature of a task would stand, and with which key it would be made. */
export async function signingPlan(
  office: Office,
  actor: Person,
  input: z.input<typeof signingPlanInput>,
): Promise<SigningPlan> {
  const { taskId } = signingPlanInput.parse(input);
  const signing = await openSigning(office, actor, taskId);
  const { main, part, owner, task } = signing;
  const pdf = await office.files.get(main.sha256);
  const key = await findKey(office.db, owner);
  return refusing(async () => {
    const layout = pdfLayout(pdf);
    const proposed = await proposePlace(office, signing, pdf, layout);
    return {
      part,
      key: key
        ? { id: key.id, kind: key.kind, commonName: key.commonName, notAfter: key.notAfter.toISOString() }
        : null,
      file: { id: main.id, sha256: main.sha256 },
      ...proposed,
      // The plug-in asks its person where, in its own window.
      ...(key?.kind === 'plugin' ? { movable: false, found: true } : {}),
      seal: part === 'person' ? inside(sealBeside(proposed.place), layout) : null,
      required: part !== 'initial' || task.signature === 'initial',
    };
  });
}
