import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writable } from '@congvan/storage';
import { z } from 'zod';
import {
  type Receipt,
  ReceiverUnreachedError,
  type Shipment,
  type Transport,
} from '../delivery/transport.ts';
import { headers, sign } from './signature.ts';

export interface HttpsTransportOptions {
  /** PEM of the authority that receivers' certificates must come from; no other is trusted. */
  ca: string;
  /** Our system, and the secret agreed with the receivers. */
  systemId: string;
  secret: string;
  /** Base URL of an agency's system: 'https://host:port'. */
  addressOf: (organId: string) => string | undefined | Promise<string | undefined>;
  clock: { now(): Date };
  timeoutMs?: number;
}

export const PACKETS_PATH = '/exchange/v1/packets';
const MAX_ANSWER = 64 * 1024;
/** Answers that mean «not now»; every other 4xx is the receiver's refusal. */
const LATER = new Set([401, 404, 408, 425, 429]);

/** What the receiver says is kept. */
const said = (max: number) => z.string().max(max).transform(writable);
const acknowledgement = z.object({ acknowledgementId: said(200).pipe(z.string().min(1)) });
const refusal = z.object({ code: said(100), message: said(2000) });

/** Sends packets by POST over HTTPS; see docs/exchange.md for the headers. */
export function httpsTransport(options: HttpsTransportOptions): Transport {
  const agent = new Agent({ ca: options.ca, keepAlive: true, maxSockets: 16 });
  return {
    async send(shipment, signal) {
      const address = await options.addressOf(shipment.to);
      if (!address) throw new ReceiverUnreachedError(shipment.to, 'chưa khai báo địa chỉ');
      const source = await shipment.open();
      try {
        return await post(options, agent, new URL(PACKETS_PATH, address), shipment, source, signal);
      } catch (error) {
        if (error instanceof ReceiverUnreachedError) throw error;
        const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
        throw new ReceiverUnreachedError(shipment.to, `không kết nối được (${reason})`, { cause: error });
      }
    },
    close: async () => agent.destroy(),
  };
}

async function post(
  { systemId, secret, clock, timeoutMs = 120_000 }: HttpsTransportOptions,
  agent: Agent,
  url: URL,
  shipment: Shipment,
  source: Readable,
  signal: AbortSignal,
): Promise<Receipt> {
  const { packetId, from, to, sha256, size } = shipment;
  const fields = { date: clock.now().toISOString(), systemId, packetId, from, to, sha256, size };
  const outgoing = request(url, {
    method: 'POST',
    agent,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      'content-type': 'application/xml',
      'content-length': size,
      [headers.date]: fields.date,
      [headers.systemId]: systemId,
      [headers.packetId]: packetId,
      [headers.from]: from,
      [headers.to]: to,
      [headers.sha256]: sha256,
      [headers.signature]: sign(fields, secret),
    },
  });
  // A receiver may answer before it has read everything; then writing breaks, yet its answer counts. When there is no
  // answer, the request itself fails with what broke the writing.
  pipeline(source, outgoing).catch(() => undefined);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return readAnswer(response, to);
}

async function readAnswer(response: IncomingMessage, receiver: string): Promise<Receipt> {
  const httpStatus = response.statusCode ?? 0;
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > MAX_ANSWER)
      throw new ReceiverUnreachedError(receiver, 'trả lời quá dài', { httpStatus });
  }
  const answer = parse(text);
  if (httpStatus === 200) {
    const { data } = acknowledgement.safeParse(answer);
    if (data) return { outcome: 'acknowledged', httpStatus, ...data };
    throw new ReceiverUnreachedError(receiver, 'trả lời không có xác nhận', { httpStatus });
  }
  const { data } = refusal.safeParse(answer);
  if (data && httpStatus >= 400 && httpStatus < 500 && !LATER.has(httpStatus)) {
    return { outcome: 'refused', httpStatus, ...data };
  }
  throw new ReceiverUnreachedError(receiver, data?.message ?? `trả lời HTTP ${httpStatus}`, { httpStatus });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not our receiver's answer; the status alone decides
  }
}
