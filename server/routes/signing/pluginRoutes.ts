import { readFile } from 'node:fs/promises';
import { acceptFromPlugin, fileToSign, type Office, returnedLimit } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import { isCoded, statusOf } from '../../http/status.ts';
import { explain, type Log } from '../../log.ts';
import type { Caller } from '../../session/caller.ts';
import { signingCalls } from './schema.ts';

/** What the token plug-in calls, which has no session of ours: the token in the address is its right. */
export function pluginRoutes(office: Office, log: Log): Route<Caller>[] {
  return [
    route(signingCalls.pluginFile, async ({ params }) => {
      const file = await fileToSign(office, params.token);
      const stream = () => office.files.stream(file.sha256);
      return { ...file, mediaType: 'application/pdf', download: false, stream };
    }),
    route(
      signingCalls.pluginUpload,
      async ({ params, upload, ctx }) => {
        const [file] = upload.files.uploadfile ?? [];
        if (!file) return answer(1, 'Chưa nhận được tệp đã ký (uploadfile).');
        try {
          const content = await readFile(file.path);
          const { name } = await acceptFromPlugin(office, { token: params.token, content, ip: ctx.ip });
          return { ...answer(0, ''), FileName: name };
        } catch (error) {
          // The plug-in reads its answer and no HTTP status, and shows the message to its person.
          if (isCoded(error) && statusOf(error) !== undefined) return answer(1, error.message);
          log.error('plug-in', { error: explain(error) });
          return answer(1, 'Hệ thống gặp lỗi khi nhận tệp đã ký.');
        }
      },
      ({ token = '' }) => returnedLimit(office, token),
    ),
  ];
}

const answer = (Status: number, Message: string) => ({
  ...{ Status, Message, FileName: '', FileServer: '', DocumentNumber: '', DocumentDate: '' },
});
