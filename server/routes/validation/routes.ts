import { type Office, reportOnBytes } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Log } from '../../log.ts';
import type { ValidationClients } from '../../parts/validationClients.ts';
import type { Caller } from '../../session/caller.ts';
import { bytesOf, required } from '../uploaded.ts';
import { validationCalls } from './schema.ts';

/** For other agencies' software: who asks is known, and how often, before a byte of the file is read. */
export function validationRoutes(office: Office, clients: ValidationClients, log: Log): Route<Caller>[] {
  return [
    route(
      validationCalls.validate,
      async ({ upload, ctx }) => {
        const { content } = await bytesOf(required('file', upload.files.file));
        const report = await reportOnBytes(office, content);
        log.info('validated', { client: ctx.state.client, bytes: content.length, verdict: report.verdict });
        return report;
      },
      async (_params, ctx) => {
        ctx.state.client = clients.admit(ctx.get('authorization'));
        return undefined;
      },
    ),
  ];
}
