// Deployments come as multipart/form-data (RFC 7578): files, all or none of which are deployed.
import type { Context } from 'koa';
import { jsonOf } from '../../expression/wholeNumbers.ts';
import type { Calls } from '../calls.ts';
import { tenant } from './fields.ts';
import { bytesOf } from './input.ts';
import { badRequest, invalid, Problem } from './problem.ts';
import { presentDeployment } from './results.ts';
import { problemOf } from './violations.ts';

const MAX_RESOURCES = 1_000;

export async function deployResources(
  ctx: Context,
  calls: Calls,
  admit: (bytes: number) => void,
): Promise<void> {
  const form = await formOf(ctx, admit);
  const files = form.getAll('resources').filter((part) => typeof part !== 'string');
  if (files.length === 0) throw badRequest("Required part 'resources' is not present.");
  if (files.length > MAX_RESOURCES) throw invalid(`More than ${MAX_RESOURCES} resources`);
  const given = tenant('Deploy Resources').safeParse(form.get('tenantId'));
  if (!given.success) throw problemOf(given.error);
  const resources = await Promise.all(
    files.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) })),
  );
  const deployed = await calls.DeployResource({ resources, tenantId: given.data });
  ctx.type = 'application/json';
  ctx.body = jsonOf(presentDeployment(deployed));
}

async function formOf(ctx: Context, admit: (bytes: number) => void): Promise<FormData> {
  if (!ctx.is('multipart/form-data'))
    throw new Problem(
      415,
      'Unsupported Media Type',
      `Content-Type '${ctx.get('content-type')}' is not supported.`,
    );
  const bytes = await bytesOf(ctx.req);
  admit(bytes.length);
  try {
    const headers = { 'content-type': ctx.get('content-type') };
    return await new Response(new Uint8Array(bytes), { headers }).formData();
  } catch (error) {
    throw badRequest(`Failed to parse multipart request: ${(error as Error).message}`);
  }
}
