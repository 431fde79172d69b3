import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { type ZodObject, type ZodType, z } from 'zod';
import { BYTES, type Call } from './http/call.ts';
import { apiError } from './http/shared.schema.ts';
import { calls } from './routes/calls.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The OpenAPI 3.1 description of every call, generated from the schemas that the routes validate with. */
export function openApi(): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  for (const [tag, group] of Object.entries(calls)) {
    for (const call of Object.values(group)) registry.registerPath(describe(tag, call));
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Công Văn', version: '1' },
    servers: [{ url: '/api' }],
  });
}

function describe(tag: string, call: Call): RouteConfig {
  const changes = call.method !== 'get' && !call.open;
  return {
    method: call.method,
    path: call.path,
    operationId: call.name,
    summary: call.summary,
    tags: [tag],
    ...(call.byKey && { security: [{ key: [] }] }),
    request: {
      ...(call.params && { params: call.params as ZodObject }),
      ...(call.query && { query: call.query as ZodObject }),
      ...(changes && { headers: z.object({ 'x-csrf-token': z.string().optional() }) }),
      ...body(call),
    },
    responses: { ...success(call), ...failures(call) },
  };
}

function body(call: Call) {
  if (call.body) return { body: { required: true, content: json(call.body) } };
  if (!call.upload) return {};
  const binary = z.string().meta({ format: 'binary' });
  const files = Object.entries(call.upload.files).map(([name, { maxCount }]) => [
    name,
    maxCount === 1 ? binary : z.array(binary).max(maxCount).optional(),
  ]);
  const fields = {
    ...Object.fromEntries(files),
    ...(call.upload.document && { document: call.upload.document }),
  };
  return { body: { required: true, content: { 'multipart/form-data': { schema: z.object(fields) } } } };
}

function success(call: Call): RouteConfig['responses'] {
  if (!call.response) return { 204: { description: 'Xong' } };
  if (call.response !== BYTES) return { 200: { description: 'Được', content: json(call.response) } };
  const content = { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } };
  return { 200: { description: 'Cả tệp', content }, 206: { description: 'Một phần tệp', content } };
}

function failures(call: Call): RouteConfig['responses'] {
  const statuses = [
    400,
    ...(call.open ? [] : [401, 403]),
    ...(call.byKey ? [401] : []),
    ...(call.errors ?? []),
  ];
  return Object.fromEntries(statuses.map((s) => [s, { description: 'Lỗi', content: json(apiError) }]));
}

const json = (schema: ZodType) => ({ 'application/json': { schema } });
