// gateway.proto as a gRPC service definition. Messages are encoded and decoded by protobufjs without the copies
// that a general loader makes.
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const SERVICE = 'gateway_protocol.Gateway';

export function gatewayService(): ServiceDefinition {
  const root = protobuf.loadSync(fileURLToPath(new URL('./gateway.proto', import.meta.url)));
  root.resolveAll();
  const definition: Record<string, unknown> = {};
  for (const method of root.lookupService(SERVICE).methodsArray) {
    const request = method.resolvedRequestType!;
    const response = method.resolvedResponseType!;
    definition[method.name] = {
      path: `/${SERVICE}/${method.name}`,
      requestStream: false,
      responseStream: method.responseStream ?? false,
      requestSerialize: (value: object) => Buffer.from(request.encode(value).finish()),
      requestDeserialize: (bytes: Buffer) => request.decode(bytes),
      responseSerialize: (value: object) => encode(response, value),
      responseDeserialize: (bytes: Buffer) => response.decode(bytes),
    };
  }
  return definition as ServiceDefinition;
}

function encode(type: protobuf.Type, value: object): Buffer {
  const bytes = type.encode(value).finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An int64 of a decoded message. Keys fit a double; what does not is no key of ours. */
export function int(value: unknown): number {
  return typeof value === 'number' ? value : (value as { toNumber(): number }).toNumber();
}
