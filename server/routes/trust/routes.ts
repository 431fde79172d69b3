import {
  addTrustList,
  changeTrustList,
  getSignaturePolicy,
  listPreservation,
  listTrustLists,
  type Office,
  previewTrustFile,
  readTrustList,
  runPreservation,
  saveSignaturePolicy,
} from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { UploadedFile } from '../../http/upload.ts';
import type { Caller } from '../../session/caller.ts';
import { bytesOf, required } from '../uploaded.ts';
import { trustCalls } from './schema.ts';

export function trustRoutes(office: Office): Route<Caller>[] {
  return [
    route(trustCalls.list, ({ caller }) => listTrustLists(office, caller.actor)),
    route(trustCalls.preview, async ({ caller, upload }) =>
      previewTrustFile(office, caller.actor, await filesOf(upload.files)),
    ),
    route(trustCalls.add, async ({ caller, upload }) =>
      addTrustList(office, caller.actor, upload.document, await filesOf(upload.files)),
    ),
    route(trustCalls.change, ({ caller, params, body }) =>
      changeTrustList(office, caller.actor, { ...body, listId: params.id }),
    ),
    route(trustCalls.certificates, ({ caller, params }) =>
      readTrustList(office, caller.actor, { listId: params.id }),
    ),
    route(trustCalls.file, async ({ caller, params }) => {
      const { name, kind, sha256 } = await readTrustList(office, caller.actor, { listId: params.id });
      const content = await office.files.get(sha256);
      return {
        ...(kind === 'tsl'
          ? { name: `${name}.xml`, mediaType: 'application/xml' }
          : { name: `${name}.pem`, mediaType: 'application/octet-stream' }),
        ...{ size: content.length, sha256, download: true },
        stream: () => office.files.stream(sha256),
      };
    }),
    route(trustCalls.preservation, ({ caller, query }) => listPreservation(office, caller.actor, query)),
    route(trustCalls.runPreservation, ({ caller, body }) => runPreservation(office, caller.actor, body)),
    route(trustCalls.getPolicy, ({ caller }) => getSignaturePolicy(office, caller.actor)),
    route(trustCalls.savePolicy, ({ caller, body }) => saveSignaturePolicy(office, caller.actor, body)),
  ];
}

async function filesOf({ list, operators }: { list?: UploadedFile[]; operators?: UploadedFile[] }) {
  const [operator] = operators ?? [];
  return {
    list: await bytesOf(required('list', list)),
    operators: operator && (await bytesOf(operator)),
  };
}
