import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { refusing } from './errors.ts';
import { keepSignature } from './keepSignature.ts';
import { openKey } from './openKey.ts';
import { prepareSigning } from './prepareSigning.ts';
import type { ChosenPlace } from './signaturePlace.ts';
import { openSigning } from './signingTask.ts';

export interface SignTaskInput {
  taskId: string;
  passphrase: string;
  otp?: string | undefined;
  place?: ChosenPlace | undefined;
  fileSha256?: string | undefined;
  note?: string | undefined;
}

/** Signs with a key that the server can call. Anything that goes wrong leaves the document as it was. */
export async function signTask(office: Office, actor: Actor, input: SignTaskInput): Promise<void> {
  const { taskId, passphrase, otp, place, fileSha256, note } = input;
  const signing = await openSigning(office, actor, taskId, fileSha256);
  const { key, image, kind } = await openKey(
    office,
    actor,
    signing.owner,
    { passphrase, otp },
    signing.document.id,
  );
  const { pdf, options } = await prepareSigning(office, signing, { chosen: place, image });
  const signed = await refusing(() => office.sign(pdf, { ...options, key }));
  await keepSignature(office, signing, { pdf: signed, keyKind: kind, note });
}
