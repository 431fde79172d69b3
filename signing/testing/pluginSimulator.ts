/** The token plug-in of docs/signing-plugin.md, with a software key in the place of the token. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { demonstrationSignature } from '../appearance/demonstration.ts';
import { findPlaces } from '../appearance/findPlaces.ts';
import type { RunningService } from '../authority/serve.ts';
import type { Issued } from '../authority/testAuthority.ts';
import { readCertificate } from '../keys/certificate.ts';
import { pdfLayout } from '../sign/pdfLayout.ts';
import { signPdf } from '../sign/signPdf.ts';

export interface SimulatorOptions {
  /** The key on the token. */
  signer: Issued;
  /** TLS of the socket. */
  tls: Issued;
  /** Any free one unless said; the plug-in's own is 8987. */
  port?: number;
  /** Told of what comes and goes. */
  say?(line: string): void;
}

interface Request {
  FileUploadHandler: string;
  FileName: string;
}

/** Functions that sign a PDF and bring it back; the others of the plug-in are answered with a refusal. */
const SIGNING = new Set([
  'SignApproved',
  'SignIssued',
  'SignIncoming',
  'SignCopy',
  'SignAppendix',
  'SignPDF',
]);
const MAX_MESSAGE = 64 << 10;

/** @returns its address: `wss://127.0.0.1:8987` */
export async function startPluginSimulator(options: SimulatorOptions): Promise<RunningService> {
  const { tls, port = 0, say = () => undefined } = options;
  const server = createServer({ key: tls.privateKeyPem, cert: tls.certificatePem + tls.chainPem });
  const sockets = new WebSocketServer({ server, maxPayload: MAX_MESSAGE });
  sockets.on('connection', (socket, { url = '/' }) => {
    const name = url.slice(1);
    socket.on('message', async (data) => {
      say(`${name} ${data}`);
      const reply = await answer(options, name, String(data)).catch((error: Error) => refusal(error.message));
      say(`  ${JSON.stringify(reply)}`);
      socket.send(JSON.stringify(reply));
    });
    socket.on('error', (error) => say(String(error)));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `wss://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const refusal = (message: string) => ({ Status: -1, Message: message, FileName: '', FileServer: '' });

async function answer(options: SimulatorOptions, name: string, data: string): Promise<object> {
  if (!SIGNING.has(name)) return refusal(`The simulator has no ${name}`);
  const { FileName, FileUploadHandler } = JSON.parse(data) as Request;
  const download = await fetch(FileName);
  if (!download.ok) return refusal(`${FileName}: HTTP ${download.status}`);
  const pdf = Buffer.from(await download.arrayBuffer());
  const form = new FormData();
  form.set(
    'uploadfile',
    new Blob([await signedBy(options.signer, pdf)], { type: 'application/pdf' }),
    'signed.pdf',
  );
  const upload = await fetch(FileUploadHandler, { method: 'POST', body: form });
  return (await upload.json()) as object;
}

/** The plug-in makes its own field, where its person puts it; here, over the name in the certificate. */
async function signedBy({ key, certificate }: Issued, pdf: Buffer): Promise<Uint8Array<ArrayBuffer>> {
  const { commonName } = readCertificate(certificate);
  const { signatureFields } = pdfLayout(pdf);
  const { person } = await findPlaces(pdf, { fullName: commonName });
  const signed = await signPdf(pdf, {
    key,
    level: 'B-B',
    field: `VGCA-${signatureFields.length + 1}`,
    place: person ?? { page: 0, x: 60, y: 60, width: 120, height: 60 },
    appearance: { kind: 'image', png: demonstrationSignature(commonName) },
  });
  return new Uint8Array(signed);
}
