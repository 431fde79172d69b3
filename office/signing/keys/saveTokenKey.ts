import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { InputError } from '../../errors.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { auditingDenial } from '../../useCase.ts';
import { authorizeKey, imageOf, putKey } from './putKey.ts';

export const saveTokenKeyInput = z.object({
  /** null: the agency's own key. */
  userId: id.nullable(),
  kind: z.enum(['plugin', 'token']),
});

const MAX_CERTIFICATE = 64 * 1024;
const MAX_CHAIN = 8;

/** Keeps which certificate signs on the person's own machine: by the plug-in, or by a token that signs digests. */
export async function saveTokenKey(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveTokenKeyInput>,
  files: { certificate: Uint8Array; image?: Uint8Array },
): Promise<void> {
  const { userId, kind } = saveTokenKeyInput.parse(input);
  const { certificates, imageSha256 } = await auditingDenial(office, actor, {}, async () => {
    authorizeKey(actor, userId);
    return {
      certificates: readCertificates(files.certificate),
      imageSha256: await imageOf(office, userId, files.image),
    };
  });
  const [certificate, ...chain] = certificates;
  await putKey(office, actor, userId, certificate!, {
    kind,
    certificate: certificate!.raw,
    chain: chain.map(({ raw }) => raw),
    algorithm: algorithmOf(certificate!),
    imageSha256,
  });
}

/** A certificate as people have it: DER, or PEM with the issuers behind it. @throws {InputError} */
function readCertificates(bytes: Uint8Array): X509Certificate[] {
  const refuse = () =>
    new InputError('certificate', 'Tệp này không phải là chứng thư số (.cer, .crt, .pem).');
  if (bytes.length > MAX_CERTIFICATE) throw refuse();
  const blocks =
    Buffer.from(bytes)
      .toString('latin1')
      .match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    const read = blocks.slice(0, 1 + MAX_CHAIN).map((block) => new X509Certificate(block));
    const [first, ...issuers] = read.length ? read : [new X509Certificate(bytes)];
    if (first!.ca)
      throw new InputError('certificate', 'Đây là chứng thư của tổ chức cấp, không phải của người ký.');
    return [first!, ...issuers];
  } catch (error) {
    throw error instanceof InputError ? error : refuse();
  }
}

function algorithmOf({ publicKey }: X509Certificate): 'RSASSA-PKCS1-v1_5' | 'RSASSA-PSS' | 'ECDSA' {
  const kinds = { rsa: 'RSASSA-PKCS1-v1_5', 'rsa-pss': 'RSASSA-PSS', ec: 'ECDSA' } as const;
  const algorithm = kinds[publicKey.asymmetricKeyType as keyof typeof kinds];
  if (!algorithm) throw new InputError('certificate', 'Chỉ dùng được khóa RSA hoặc ECDSA.');
  return algorithm;
}
