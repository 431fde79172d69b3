import { readFile } from 'node:fs/promises';
import {
  beginSession,
  cancelConfirmation,
  documentsToSign,
  finishSession,
  getSession,
  keyAuthentication,
  keyImage,
  moduleKeys,
  myKeys,
  type Office,
  openBatches,
  openConfirmation,
  openSession,
  presentBatch,
  type SigningBatches,
  saveModuleKey,
  saveRemoteKey,
  saveSigningKey,
  saveTokenKey,
  sendKeyCode,
  signingPlan,
} from '@congvan/office';
import { InvalidInputError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import type { UploadedFile } from '../../http/upload.ts';
import type { Caller } from '../../session/caller.ts';
import { signingCalls } from './schema.ts';

export function signingRoutes(office: Office, batches: SigningBatches): Route<Caller>[] {
  return [
    route(signingCalls.plan, ({ caller, params }) =>
      signingPlan(office, caller.actor, { taskId: params.id }),
    ),
    route(signingCalls.openSession, async ({ caller, params }) => ({
      session: await openSession(office, caller.actor, params.id),
    })),
    route(signingCalls.waiting, async ({ caller }) => ({
      items: await documentsToSign(office, caller.actor),
    })),
    route(signingCalls.startBatch, ({ caller, body }) => batches.start(caller.actor, body)),
    route(signingCalls.openBatches, async ({ caller }) => ({
      items: await openBatches(office, caller.actor),
    })),
    route(signingCalls.batch, ({ caller, params }) => presentBatch(office, caller.actor, params.id)),
    route(signingCalls.resumeBatch, ({ caller, params, body }) =>
      batches.resume(caller.actor, { batchId: params.id, ...body }),
    ),
    route(signingCalls.confirmation, async ({ caller }) => ({
      confirmation: await openConfirmation(office, caller.actor),
    })),
    route(signingCalls.cancelConfirmation, ({ caller }) => cancelConfirmation(office, caller.actor)),
    route(signingCalls.keyAuthentication, ({ caller, params }) =>
      keyAuthentication(office, caller.actor, { keyId: params.id }),
    ),
    route(signingCalls.sendKeyCode, ({ caller, params }) =>
      sendKeyCode(office, caller.actor, { keyId: params.id }),
    ),
    route(signingCalls.remoteNotice, async ({ params }) => {
      office.keys.notices.tell(params.token);
    }),
    route(signingCalls.beginSession, ({ caller, body }) => beginSession(office, caller.actor, body)),
    route(signingCalls.session, ({ caller, params }) =>
      getSession(office, caller.actor, { sessionId: params.id }),
    ),
    route(signingCalls.finishSession, ({ caller, params, body }) =>
      finishSession(office, caller.actor, { sessionId: params.id, ...body }),
    ),
    route(signingCalls.keys, ({ caller }) => myKeys(office, caller.actor)),
    route(signingCalls.moduleKeys, async ({ caller }) => ({
      items: await moduleKeys(office, caller.actor),
    })),
    route(signingCalls.saveKey, async ({ caller, upload: { files, document } }) => {
      const image = files.image && { image: await bytesOf('image', files.image) };
      const { actor } = caller;
      if (document.kind === 'csc') await saveRemoteKey(office, actor, document, { ...image });
      else if (document.kind === 'pkcs11') await saveModuleKey(office, actor, document, { ...image });
      else if (document.kind === 'pkcs12') {
        const pkcs12 = await bytesOf('pkcs12', files.pkcs12);
        await saveSigningKey(office, actor, document, { pkcs12, ...image });
      } else {
        const certificate = await bytesOf('certificate', files.certificate);
        await saveTokenKey(office, actor, document, { certificate, ...image });
      }
      return myKeys(office, actor);
    }),
    route(signingCalls.keyImage, async ({ caller, params }) => {
      const { sha256, size } = await keyImage(office, caller.actor, { keyId: params.id });
      const stream = () => office.files.stream(sha256);
      return { name: 'chu-ky.png', mediaType: 'image/png', size, sha256, download: false, stream };
    }),
  ];
}

const MAX_KEY_FILE = 2 * 1024 * 1024;

async function bytesOf(field: string, files: UploadedFile[] | undefined): Promise<Uint8Array> {
  const [file] = files ?? [];
  const refuse = (message: string) => new InvalidInputError([{ where: field, message }]);
  if (!file) throw refuse('Chưa chọn tệp.');
  if (file.size > MAX_KEY_FILE) throw refuse('Tệp lớn hơn 2 MB.');
  return readFile(file.path);
}
