import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestEngine, testEngine } from '../testing/index.ts';
import { type Gateway, startGateway } from './server.ts';

const [SERVING, NOT_SERVING, SERVICE_UNKNOWN] = [1, 2, 3];
const NOT_FOUND = 5;
let engine: TestEngine;
let gateway: Gateway;
let client: Client;
beforeAll(async () => {
  engine = await testEngine();
  gateway = await startGateway(engine.processor, { host: '127.0.0.1', port: 0 });
  client = new Client(`127.0.0.1:${gateway.port}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await gateway.stop();
});

// One string field and one enum field: written and read without the client's own schema.
const request = (service: string) => Buffer.from([0x0a, service.length, ...Buffer.from(service)]);
const statusIn = (bytes: Buffer) => bytes[1] ?? 0;

const check = (service: string): Promise<number> =>
  new Promise((resolve, reject) => {
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', request, statusIn, service, (error, status) =>
      error ? reject(error) : resolve(status!),
    );
  });

describe('the health of the gateway', () => {
  it('is asked for as a whole or by the name of the service', async () => {
    expect(await check('')).toBe(SERVING);
    expect(await check('gateway_protocol.Gateway')).toBe(SERVING);
    await expect(check('another.Service')).rejects.toMatchObject({ code: NOT_FOUND });
  });

  it('is told to a watcher at once, and again when it changes', async () => {
    const watch = (service: string) =>
      client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', request, statusIn, service);
    const unknown = watch('another.Service');
    unknown.on('error', (error: ServiceError) => expect(error.details).toContain('Cancelled'));
    expect(await new Promise((resolve) => unknown.once('data', resolve))).toBe(SERVICE_UNKNOWN);
    unknown.cancel();

    const told: number[] = [];
    const watcher = watch('gateway_protocol.Gateway');
    watcher.on('error', (error: ServiceError) => expect(error.details).toContain('Cancelled'));
    watcher.on('data', (status: number) => told.push(status));
    await expect.poll(() => told).toEqual([SERVING]);
    await engine.stop();
    await expect.poll(() => told, { timeout: 5_000 }).toEqual([SERVING, NOT_SERVING]);
    watcher.cancel();
  });
});
