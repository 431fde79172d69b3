import { inputs } from '@congvan/office';
import { z } from 'zod';
import { id, instant, orNull, urgency } from '../../http/shared.schema.ts';

const { passphrase, sha256 } = inputs;
export const keyKind = z.enum(['pkcs12', 'csc', 'plugin', 'token', 'pkcs11']).meta({ id: 'KeyKind' });
const place = z
  .object({ page: z.int(), x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .meta({ id: 'SignaturePlace', description: 'PDF points from the lower left corner; pages from 0.' });

export const plan = z
  .object({
    part: z.enum(['person', 'agency', 'cosigner', 'initial']),
    key: orNull(z.object({ id, kind: keyKind, commonName: z.string(), notAfter: instant })),
    file: z.object({ id, sha256: z.string() }),
    place,
    found: z.boolean().meta({ description: 'False: the page does not show where; the person has to say.' }),
    movable: z.boolean(),
    seal: orNull(place),
    required: z.boolean().meta({ description: 'False at a review that may be approved without an initial.' }),
  })
  .meta({ id: 'SigningPlan' });

export const documentToSign = z
  .object({
    taskId: id,
    document: z.object({
      ...{ id, urgency },
      label: z.string(),
      typeName: z.string(),
      subject: z.string(),
      drafterName: z.string().nullable(),
    }),
    fileId: id,
    fileSha256: z.string(),
    createdAt: instant,
    dueAt: instant.nullable(),
  })
  .meta({ id: 'DocumentToSign' });

export const batch = z
  .object({
    id,
    createdAt: instant,
    state: z.enum(['running', 'interrupted', 'finished']),
    stopReason: z.string().nullable(),
    signed: z.int(),
    refused: z.int(),
    waiting: z.int(),
    items: z.array(
      z.object({
        taskId: id,
        document: z.object({ id, label: z.string(), subject: z.string() }),
        state: z.enum(['waiting', 'signing', 'signed', 'refused']),
        code: z.string().nullable(),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SigningBatch' });

export const confirmation = z
  .object({
    confirmation: orNull(
      z.object({
        kind: z.enum(['authorization', 'signature']).meta({
          description: '«authorization»: to be confirmed on the device of the signer.',
        }),
        since: instant,
        until: instant,
      }),
    ),
  })
  .meta({ id: 'OpenConfirmation' });

export const keyAuthentication = z
  .object({
    pin: z.boolean(),
    code: z.enum(['sent', 'made']).nullable().meta({
      description:
        'A one-time code: sent by the service when it is asked to, or made by the signer’s device.',
    }),
    codeLabel: z.string().nullable().meta({ description: 'The service’s own words for the code.' }),
    device: z.boolean().meta({ description: 'To be confirmed on a device of the signer besides.' }),
  })
  .meta({ id: 'KeyAuthentication' });

export const sentCode = z
  .object({
    questions: z.array(z.string()).meta({ description: 'To be answered in place of a code.' }),
    againAt: instant,
  })
  .meta({ id: 'SentCode' });

export const session = z
  .object({
    id,
    kind: z.enum(['plugin', 'token']),
    taskId: id,
    state: z.enum(['open', 'signed', 'refused', 'replaced', 'expired']),
    reason: z.string().nullable(),
    expiresAt: instant,
    token: orNull(
      z.object({
        toBeSigned: z.string().meta({ description: 'Base64, for a token that hashes by itself.' }),
        digest: z.string().meta({ description: 'Base64, for a token that is given a digest.' }),
        hash: z.string(),
        algorithm: z.string(),
        place: place.meta({ description: 'Where the prepared document has the signature.' }),
      }),
    ),
    plugin: orNull(
      z.object({
        url: z.string(),
        message: z.object({
          FileUploadHandler: z.string(),
          SessionId: z.string(),
          FileName: z.string(),
          MetaData: z.array(z.object({ Key: z.string(), Value: z.string() })),
          DocNumber: z.string().optional(),
          IssuedDate: z.string().optional(),
        }),
      }),
    ).meta({
      description: 'What the plug-in is sent (docs/signing-plugin.md); told once, at the beginning.',
    }),
  })
  .meta({ id: 'SigningSession' });

const key = z
  .object({
    id,
    kind: keyKind,
    commonName: z.string(),
    notBefore: instant,
    notAfter: instant,
    serviceUrl: z.string().nullable(),
    label: z.string().nullable().meta({ description: 'Of a key in the PKCS#11 module of the server.' }),
  })
  .meta({ id: 'SigningKey' });

export const keys = z
  .object({
    own: orNull(key),
    agency: orNull(key),
    maySaveAgency: z.boolean(),
    mayGiveModuleKeys: z
      .boolean()
      .meta({ description: 'The server has a PKCS#11 module, and this person may give out its keys.' }),
    services: z.array(z.string()),
  })
  .meta({ id: 'SigningKeys' });

const line = z.string().trim().min(1);
const userId = id.nullable().meta({ description: 'Whose key; null: the agency’s.' });

/** The JSON part of a key that is saved; which files come with it depends on its kind. */
export const saveKey = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('pkcs12'), userId, passphrase }),
    z.object({
      kind: z.literal('csc'),
      userId,
      serviceUrl: z.url().max(300),
      credentialId: line.max(200),
      accessToken: line.max(8_000),
      refreshToken: line.max(8_000).optional(),
    }),
    z.object({ kind: z.literal('plugin'), userId }),
    z.object({ kind: z.literal('token'), userId }),
    z.object({
      kind: z.literal('pkcs11'),
      userId,
      fingerprint: sha256,
      passphrase: z
        .string()
        .min(6)
        .max(200)
        .meta({ description: 'What the signer will be asked for with every signature.' }),
    }),
  ])
  .meta({ id: 'SaveSigningKey' });

export const moduleKeys = z
  .object({
    items: z.array(
      z
        .object({
          label: z.string(),
          fingerprint: z.string().meta({ description: 'SHA-256 of the certificate, hexadecimal.' }),
          commonName: z.string(),
          issuer: z.string(),
          notBefore: instant,
          notAfter: instant,
        })
        .meta({ id: 'ModuleKey' }),
    ),
  })
  .meta({ id: 'ModuleKeys' });
