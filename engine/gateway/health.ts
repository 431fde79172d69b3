// grpc.health.v1 (https://github.com/grpc/grpc/blob/master/doc/health-checking.md), by which clients and orchestrators
// ask whether the gateway takes commands.
import protobuf from 'protobufjs';
import type { Call, Method } from './grpcServer.ts';
import { SERVICE } from './protocol.ts';
import { fail } from './status.ts';

const NOT_FOUND = 5;
const [SERVING, NOT_SERVING, SERVICE_UNKNOWN] = [1, 2, 3];
/** How soon a watcher hears of a change. */
const LOOK = 1_000;
const MAX_WATCHERS = 1_000;
const RESOURCE_EXHAUSTED = 8;

const { root } = protobuf.parse(`syntax = "proto3";
  message Request { string service = 1; }
  message Response { int32 status = 1; }`);
const [Request, Response] = [root.lookupType('Request'), root.lookupType('Response')];

const answer = (status: number): Uint8Array => Response.encode({ status }).finish();

/** The methods by path. An empty service asks for the server as a whole. */
export function healthMethods(serving: () => boolean): [string, Method][] {
  let watchers = 0;
  const statusOf = (service: string): number => {
    if (service !== '' && service !== SERVICE) return SERVICE_UNKNOWN;
    return serving() ? SERVING : NOT_SERVING;
  };
  const check = (service: string, call: Call): void => {
    const status = statusOf(service);
    if (status === SERVICE_UNKNOWN) call.end(NOT_FOUND, `Unknown service '${service}'`);
    else call.answer(answer(status));
  };
  const watch = (service: string, call: Call): void => {
    if (watchers >= MAX_WATCHERS) {
      call.end(RESOURCE_EXHAUSTED, 'Too many watchers');
      return;
    }
    watchers++;
    let told: number | undefined;
    const tell = (): void => {
      const status = statusOf(service);
      if (status !== told) call.write(answer(status));
      told = status;
    };
    tell();
    const timer = setInterval(tell, LOOK);
    call.onGone(() => {
      clearInterval(timer);
      watchers--;
    });
  };
  const method =
    (handle: (service: string, call: Call) => void): Method =>
    (bytes, call) => {
      try {
        handle((Request.decode(bytes) as unknown as { service: string }).service, call);
      } catch (error) {
        fail(call, error);
      }
    };
  return [
    ['/grpc.health.v1.Health/Check', method(check)],
    ['/grpc.health.v1.Health/Watch', method(watch)],
  ];
}
