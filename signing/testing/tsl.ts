/** Trust lists made for tests, signed by signxml, an implementation independent of ours. */
import { execFile } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pem } from '../authority/testAuthority.ts';
import { signingPython } from './validators.ts';

const run = promisify(execFile);
const TYPE = 'http://uri.etsi.org/TrstSvc/Svctype/';
const STATUS = 'http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/';

export interface TslAtTest {
  id?: string;
  services?: { certificate: Buffer; type?: string; status?: string; start?: string }[];
  pointers?: { territory: string; certificates: Buffer[] }[];
  sequenceNumber?: number;
  issuedAt?: Date;
  nextUpdate?: Date;
}

/** A list of an invented scheme operator, not signed. */
export function tslXml(list: TslAtTest): Buffer {
  const { services = [], pointers = [], sequenceNumber = 1, issuedAt = new Date() } = list;
  const nextUpdate = list.nextUpdate ?? new Date(issuedAt.getTime() + 180 * 86_400_000);
  const identity = (certificate: Buffer) =>
    `<DigitalId><X509Certificate>${certificate.toString('base64')}</X509Certificate></DigitalId>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"${list.id ? ` Id="${list.id}"` : ''} TSLTag="http://uri.etsi.org/19612/TSLTag">
  <SchemeInformation>
    <TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>${sequenceNumber}</TSLSequenceNumber>
    <SchemeOperatorName><Name xml:lang="vi">Cơ quan công bố (minh họa)</Name></SchemeOperatorName>
    <SchemeTerritory>VN</SchemeTerritory>
    <PointersToOtherTSL>${pointers
      .map(
        ({ territory, certificates }) => `<OtherTSLPointer><ServiceDigitalIdentities>${certificates
          .map((item) => `<ServiceDigitalIdentity>${identity(item)}</ServiceDigitalIdentity>`)
          .join('')}</ServiceDigitalIdentities><TSLLocation>https://tsl.example/${territory}.xml</TSLLocation>
          <AdditionalInformation><OtherInformation><SchemeTerritory>${territory}</SchemeTerritory></OtherInformation></AdditionalInformation></OtherTSLPointer>`,
      )
      .join('')}</PointersToOtherTSL>
    <ListIssueDateTime>${issuedAt.toISOString()}</ListIssueDateTime>
    <NextUpdate><dateTime>${nextUpdate.toISOString()}</dateTime></NextUpdate>
  </SchemeInformation>
  <TrustServiceProviderList><TrustServiceProvider><TSPServices>${services
    .map(
      ({ certificate, type = 'CA/QC', status = 'granted', start = '2017-01-01T00:00:00Z' }) => `
    <TSPService><ServiceInformation>
      <ServiceTypeIdentifier>${TYPE}${type}</ServiceTypeIdentifier>
      <ServiceDigitalIdentity>${identity(certificate)}</ServiceDigitalIdentity>
      <ServiceStatus>${STATUS}${status}</ServiceStatus>
      <StatusStartingTime>${start}</StatusStartingTime>
    </ServiceInformation></TSPService>`,
    )
    .join('')}
  </TSPServices></TrustServiceProvider></TrustServiceProviderList>
</TrustServiceStatusList>`);
}

export interface TslSigner {
  certificate: Buffer;
  privateKey: KeyObject;
}

/** @param method signxml's name of the algorithm: RSA_SHA256, ECDSA_SHA512, SHA256_RSA_MGF1 … */
export async function signTsl(xml: Buffer, by: TslSigner, method = 'RSA_SHA256'): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-tsl-'));
  try {
    const file = (name: string, content: Buffer | string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const key = by.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const script = join(import.meta.dirname, 'sign_tsl.py');
    const paths = [file('tsl.xml', xml), file('key.pem', key), file('cert.pem', pem(by.certificate))];
    const { stdout } = await run(signingPython(), [script, ...paths, method], {
      encoding: 'buffer',
      maxBuffer: 64 << 20,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
