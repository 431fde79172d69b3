// gateway.proto: how its messages are encoded and decoded.
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

export const SERVICE = 'gateway_protocol.Gateway';

export interface MethodCodec {
  name: string;
  path: string;
  decode: (bytes: Uint8Array) => object;
  encode: (message: object) => Uint8Array;
}

export function gatewayMethods(): MethodCodec[] {
  const root = protobuf.loadSync(fileURLToPath(new URL('./gateway.proto', import.meta.url)));
  root.resolveAll();
  return root.lookupService(SERVICE).methodsArray.map((method) => {
    const request = method.resolvedRequestType!;
    const response = method.resolvedResponseType!;
    return {
      name: method.name,
      path: `/${SERVICE}/${method.name}`,
      decode: (bytes) => request.decode(bytes),
      encode: (message) => response.encode(message).finish(),
    };
  });
}

/** An int64 of a decoded message. Keys fit a double; what does not is no key of ours. */
export function int(value: unknown): number {
  return typeof value === 'number' ? value : (value as { toNumber(): number }).toNumber();
}
