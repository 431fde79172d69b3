/** What runs in a thread of the validation pool. */
import { readTrustFile, type TrustFile } from '../trust/readTrust.ts';
import { readX509s } from '../trust/x509.ts';
import type { ValidationReport } from './report.ts';
import { type SentAnchor, type SentTrustFile, sentAnchor } from './sentTrust.ts';
import { type Answer, answering } from './threadErrors.ts';
import { type ValidateOptions, validatePdf } from './validatePdf.ts';

export interface ValidationTask {
  pdf: Uint8Array;
  anchors: SentAnchor[];
  options: Omit<ValidateOptions, 'trust'>;
}

export const validate = ({ pdf, anchors, options }: ValidationTask): Promise<Answer<ValidationReport>> =>
  answering(() => {
    const trusted = anchors.flatMap(({ certificate, ...anchor }) =>
      readX509s([certificate]).map((read) => ({ ...anchor, certificate: read })),
    );
    return validatePdf(pdf, { ...options, trust: { anchors: trusted } });
  });

export interface TrustTask {
  bytes: Uint8Array;
  source: string;
  /** DER. */
  operators: Uint8Array[];
}

export const readTrust = ({ bytes, source, operators }: TrustTask): Promise<Answer<SentTrustFile>> =>
  answering(() => sent(readTrustFile(bytes, source, readX509s(operators))));

function sent({ anchors, pointers, signature, ...file }: TrustFile): SentTrustFile {
  return {
    ...file,
    anchors: anchors.map(sentAnchor),
    pointers: pointers.map(({ certificates, ...pointer }) => ({
      ...pointer,
      certificates: certificates.map(({ raw }) => raw),
    })),
    ...(signature && {
      signature: 'operator' in signature ? { operator: signature.operator.raw } : signature,
    }),
  };
}
