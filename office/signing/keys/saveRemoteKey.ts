import { X509Certificate } from 'node:crypto';
import { cscKey } from '@congvan/signing';
import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { InputError } from '../../errors.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { auditingDenial } from '../../useCase.ts';
import { refusing } from '../errors.ts';
import { sealSecret } from '../sealedSecret.ts';
import { authorizeKey, identityFacts, imageOf, putKey } from './putKey.ts';

export const saveRemoteKeyInput = z.object({
  /** null: the agency's own key. */
  userId: id.nullable(),
  /** One of those that this office is configured to call. */
  serviceUrl: z.url().max(300),
  credentialId: z.string().trim().min(1).max(200),
  /** Bearer token that the service gave its signer; kept sealed. The PIN is asked with every signature. */
  accessToken: z.string().trim().min(1).max(8_000),
  /** With it another access token is asked for when this one ends; kept sealed. */
  refreshToken: z.string().trim().min(1).max(8_000).optional(),
});

/** Keeps where a person's, or the agency's, remote key is (CSC API v2), after asking the service for its certificate. */
export async function saveRemoteKey(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveRemoteKeyInput>,
  files: { image?: Uint8Array },
): Promise<void> {
  const { userId, serviceUrl, credentialId, accessToken, refreshToken } = saveRemoteKeyInput.parse(input);
  const { services, clients, secret } = office.keys;
  const { key, imageSha256 } = await auditingDenial(office, actor, {}, async () => {
    authorizeKey(actor, userId);
    // Only these: the server calls no address that a person types.
    if (!services.includes(serviceUrl))
      throw new InputError('serviceUrl', 'Dịch vụ này không có trong cấu hình.');
    if (refreshToken && !clients.some((client) => client.serviceUrl === serviceUrl))
      throw new InputError('refreshToken', 'Hệ thống chưa được cấu hình để gia hạn phiên của dịch vụ này.');
    return {
      key: await refusing(() => cscKey({ baseUrl: serviceUrl, accessToken, credentialId })),
      imageSha256: await imageOf(office, userId, files.image),
    };
  });
  await putKey(office, actor, userId, new X509Certificate(key.certificate), {
    kind: 'csc',
    ...identityFacts(key),
    serviceUrl,
    credentialId,
    accessToken: sealSecret(secret, accessToken),
    ...(refreshToken ? { refreshToken: sealSecret(secret, refreshToken) } : {}),
    imageSha256,
  });
}
