/** Serves the state of the test authority's certificates: OCSP, CRLs and the authorities' own certificates. */

import { revocationList } from './crl.ts';
import { ocspReply } from './ocsp.ts';
import { type RunningService, serve } from './serve.ts';
import type { TestAuthority } from './testAuthority.ts';

/** Runs on the port that the authority's certificates name. */
export async function startRevocationResponder(options: {
  authority: TestAuthority;
  clock?: () => Date;
}): Promise<RunningService> {
  const { authority } = options;
  const clock = options.clock ?? (() => new Date());
  const responders = {
    root: await authority.service('ocsp-root'),
    issuing: await authority.service('ocsp-issuing'),
  };
  return serve(authority.responderPort, async (path, body, request) => {
    if (path.startsWith('/ocsp')) {
      const query = request.method === 'GET' ? fromPath(path) : body;
      const reply = await ocspReply(authority, responders, query, clock());
      return { contentType: 'application/ocsp-response', body: reply };
    }
    const [, name, kind] = /^\/(root|issuing)\.(crl|cer)$/.exec(path) ?? [];
    if (name !== 'root' && name !== 'issuing') return undefined;
    if (kind === 'cer') return { contentType: 'application/pkix-cert', body: authority[name].certificate };
    // The root answers for the issuing authority and its own responder, the issuing authority for the rest.
    const revoked = authority
      .entries()
      .filter((entry) => entry.revokedAt && (entry.purpose === 'issuing') === (name === 'root'));
    return {
      contentType: 'application/pkix-crl',
      body: await revocationList(authority[name], revoked, clock()),
    };
  });
}

/** RFC 6960, A.1: GET carries the request as base64 in the path. */
const fromPath = (path: string): Buffer =>
  Buffer.from(decodeURIComponent(path.slice('/ocsp/'.length)), 'base64');
