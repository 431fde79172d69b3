/** What runs in a thread of the document pool. */
import type { Place } from '../appearance/box.ts';
import { findPlaces, findText, type Places, type Wanted } from '../appearance/findPlaces.ts';
import { acceptSigned } from '../sign/acceptSigned.ts';
import { type ExtendOptions, extendPdf } from '../sign/extendPdf.ts';
import { fillFields } from '../sign/fillFields.ts';
import { type FieldPlaces, preparePdf } from '../sign/preparePdf.ts';
import {
  type BeginOptions,
  beginSigning,
  type FinishOptions,
  finishSigning,
  type SigningSession,
} from '../sign/twoPhase.ts';
import { readTrustFile, type TrustFile } from '../trust/readTrust.ts';
import type { TrustStore } from '../trust/trustStore.ts';
import { readX509s } from '../trust/x509.ts';
import type { SignatureReport, ValidationReport } from '../validate/report.ts';
import { type ValidateOptions, validatePdf } from '../validate/validatePdf.ts';
import { moved } from './moved.ts';
import { type SentAnchor, type SentTrustFile, sentAnchor } from './sentTrust.ts';
import { type Answer, answering } from './threadErrors.ts';

export interface ValidationTask {
  pdf: Uint8Array;
  anchors: SentAnchor[];
  options: Omit<ValidateOptions, 'trust'>;
}

export const validate = ({ pdf, anchors, options }: ValidationTask): Promise<Answer<ValidationReport>> =>
  answering(() => validatePdf(pdf, { ...options, trust: trustOf(anchors) }));

const trustOf = (anchors: readonly SentAnchor[]): TrustStore => ({
  anchors: anchors.flatMap(({ certificate, ...anchor }) =>
    readX509s([certificate]).map((read) => ({ ...anchor, certificate: read })),
  ),
});

export interface PlacesTask {
  pdf: Uint8Array;
  wanted: Wanted;
}

export const places = ({ pdf, wanted }: PlacesTask): Promise<Answer<Places>> =>
  answering(() => findPlaces(pdf, wanted));

export interface TextTask {
  pdf: Uint8Array;
  text: string;
}

export const text = ({ pdf, text: words }: TextTask): Promise<Answer<Place | undefined>> =>
  answering(() => findText(pdf, words));

export interface PrepareTask {
  pdf: Uint8Array;
  places: FieldPlaces;
}

export const prepare = ({ pdf, places: wanted }: PrepareTask) =>
  answering(() => preparePdf(pdf, wanted)).then((answer) => moved(answer, (made) => made));

export interface FillTask {
  pdf: Uint8Array;
  values: Record<string, string>;
}

export const fill = ({ pdf, values }: FillTask) =>
  answering(() => fillFields(pdf, values)).then((answer) => moved(answer, (filled) => filled));

export interface BeginTask {
  pdf: Uint8Array;
  options: BeginOptions;
  now: Date | undefined;
}

export interface Begun {
  session: SigningSession;
  prepared: Uint8Array;
}

export const begin = ({ pdf, options, now }: BeginTask) =>
  answering((): Promise<Begun> => beginSigning(pdf, options, now)).then((answer) =>
    moved(answer, ({ prepared }) => prepared),
  );

export interface FinishTask {
  session: SigningSession;
  prepared: Uint8Array;
  options: FinishOptions;
  now: Date | undefined;
}

export const finish = ({ session, prepared, options, now }: FinishTask) =>
  answering(() => finishSigning(session, prepared, options, now)).then((answer) =>
    moved(answer, (signed) => signed),
  );

export interface ExtendTask {
  pdf: Uint8Array;
  options: ExtendOptions;
}

export const extend = ({ pdf, options }: ExtendTask): Promise<Answer<Uint8Array>> =>
  answering(() => extendPdf(pdf, options));

export interface AcceptTask {
  original: Uint8Array;
  returned: Uint8Array;
  anchors: SentAnchor[];
  certificate: Uint8Array;
}

export const accept = (task: AcceptTask): Promise<Answer<SignatureReport>> =>
  answering(() => {
    const { original, returned, anchors, certificate } = task;
    return acceptSigned(original, returned, { trust: trustOf(anchors), certificate });
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
