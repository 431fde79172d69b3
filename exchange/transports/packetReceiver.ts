import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { TooLargeError } from '@congvan/storage';
import { z } from 'zod';
import {
  PacketAuthenticationError,
  PacketConflictError,
  PacketDigestError,
  PacketForeignReceiverError,
  PacketSenderError,
} from '../delivery/errors.ts';
import { type ReceiverOptions, receivePacket } from '../delivery/receivePacket.ts';
import { bounds } from '../edxml/bounds.ts';
import { PacketError } from '../edxml/errors.ts';
import { CLOCK_SECONDS, headers, signatureMatches } from './signature.ts';

/** A system that may send to us. */
export interface Partner {
  secret: string;
  /** OrganIds that it speaks for. */
  organIds: readonly string[];
}

export interface PacketReceiverOptions<Tables> extends ReceiverOptions<Tables> {
  partner: (systemId: string) => Partner | undefined | Promise<Partner | undefined>;
  /** Told of every packet refused, before the sender is answered, so that a person can see what came. */
  onRefused?: (refusal: RefusedPacket) => void | Promise<void>;
  /** Trouble of our own; the sender is told to come again. */
  onError?: (error: unknown) => void;
  /** Bytes of packets taken at the same time; more are asked to come later. */
  maxBytesInFlight?: number;
}

export interface RefusedPacket {
  /** As the sender says; proven only when `xml` is there. */
  systemId: string;
  packetId: string;
  /** The bytes in the file store, of a sender that is known. */
  xml: { sha256: string; size: number } | undefined;
  error: PacketError | TooLargeError;
}

export interface PacketRequest {
  /** Lower-case names, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Readable;
}

export interface PacketResponse {
  status: number;
  body: { acknowledgementId: string; repeated: boolean } | { code: string; message: string };
}

const fieldsSchema = z.object({
  date: z.iso.datetime(),
  systemId: z.string().min(1).max(100),
  packetId: z.uuid(),
  from: z.string().min(1).max(100),
  to: z.string().min(1).max(100),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.coerce.number().int().min(1),
  signature: z.string().max(200),
});

/** Handles POST /exchange/v1/packets, for whatever server carries it. Never throws: every outcome is an answer. */
export function packetReceiver<Tables>(
  options: PacketReceiverOptions<Tables>,
): (request: PacketRequest) => Promise<PacketResponse> {
  const maxBytesInFlight = options.maxBytesInFlight ?? 2 * bounds.packet;
  let inFlight = 0;

  return async (request) => {
    const systemId = header(request, headers.systemId).slice(0, 100);
    const packetId = header(request, headers.packetId).slice(0, 100);
    let xml: RefusedPacket['xml'];
    try {
      const { fields, partner } = await authenticate(options, request);
      if (fields.size > bounds.packet) throw new TooLargeError(bounds.packet);
      if (inFlight > 0 && inFlight + fields.size > maxBytesInFlight) {
        return await answer(request, 503, {
          code: 'busy',
          message: 'Hệ thống nhận đang bận, xin gửi lại sau.',
        });
      }
      inFlight += fields.size;
      try {
        const stored = await options.files.put(request.body, { maxBytes: fields.size });
        if (stored.sha256 !== fields.sha256) throw new PacketDigestError();
        xml = stored;
        const speaksFor = (organId: string) => partner.organIds.includes(organId);
        const { to: receiver } = fields;
        const incoming = { packetId: fields.packetId, systemId, receiver, xml: stored, speaksFor };
        const taken = await receivePacket(options, incoming);
        return { status: 200, body: taken };
      } finally {
        inFlight -= fields.size;
      }
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) return await later(request, error);
      const refused = error as RefusedPacket['error'];
      try {
        await options.onRefused?.({ systemId, packetId, xml, error: refused });
      } catch (trouble) {
        return await later(request, trouble);
      }
      return await answer(request, status, { code: refused.code, message: refused.message });
    }
  };

  function later(request: PacketRequest, error: unknown): Promise<PacketResponse> {
    options.onError?.(error);
    const message = 'Hệ thống nhận gặp lỗi, xin gửi lại sau.';
    return answer(request, 500, { code: 'internal', message });
  }
}

async function authenticate<Tables>(options: PacketReceiverOptions<Tables>, request: PacketRequest) {
  const given = Object.entries(headers).map(([field, name]) => [field, header(request, name)]);
  const parsed = fieldsSchema.safeParse({
    ...Object.fromEntries(given),
    size: header(request, 'content-length'),
  });
  if (!parsed.success) {
    throw new PacketAuthenticationError(`thiếu hoặc sai «${String(parsed.error.issues[0]?.path[0])}»`);
  }
  const { signature, ...fields } = parsed.data;
  const partner = await options.partner(fields.systemId);
  // An unknown system costs the same time as a known one with a wrong signature.
  const secret = partner?.secret ?? createHash('sha256').update(fields.systemId).digest('hex');
  if (!signatureMatches(fields, secret, signature) || !partner) {
    throw new PacketAuthenticationError('mã hệ thống hoặc chữ ký không đúng');
  }
  if (Math.abs(options.clock.now().getTime() - Date.parse(fields.date)) > CLOCK_SECONDS * 1000) {
    throw new PacketAuthenticationError(`giờ gửi lệch quá ${CLOCK_SECONDS / 60} phút`);
  }
  return { fields, partner };
}

/** HTTP status of an error that is the sender's; undefined when it is ours. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof PacketAuthenticationError) return 401;
  if (error instanceof PacketSenderError) return 403;
  if (error instanceof PacketConflictError) return 409;
  if (error instanceof TooLargeError) return 413;
  if (error instanceof PacketForeignReceiverError) return 421;
  return error instanceof PacketError ? 422 : undefined;
}

/** Lets the rest of the body run out first, within the bound, because a sender may read only after it has written. */
async function answer(
  { body }: PacketRequest,
  status: number,
  content: { code: string; message: string },
): Promise<PacketResponse> {
  let rest = 0;
  if (body.readable) {
    body.on('error', () => undefined); // the sender has gone; nobody waits for the answer
    body.on('data', (chunk: Buffer) => {
      rest += chunk.length;
      if (rest > bounds.packet) body.destroy();
    });
    body.resume();
  }
  return { status, body: content };
}

function header({ headers: all }: PacketRequest, name: string): string {
  const value = all[name];
  return typeof value === 'string' ? value : '';
}
