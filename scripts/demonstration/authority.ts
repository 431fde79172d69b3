import {
  createTestAuthority,
  startRevocationResponder,
  startTimestampAuthority,
  type TestAuthority,
} from '@congvan/signing/authority';
import type { Layout } from './layout.ts';

export interface RunningAuthority {
  authority: TestAuthority;
  timestampUrl: string;
  stop(): Promise<void>;
}

/**
 * The demonstration's own certificate authority and timestamp authority. What is signed here is looked at long after
 * they have stopped, so its certificates name no OCSP responder.
 */
export async function startAuthority(layout: Layout): Promise<RunningAuthority> {
  const authority = await createTestAuthority({
    folder: layout.authority,
    responderPort: layout.responderPort,
    ocsp: false,
  });
  const responder = await startRevocationResponder({ authority });
  const timestamps = await startTimestampAuthority({ authority, port: layout.timestampPort });
  return {
    authority,
    timestampUrl: timestamps.url,
    async stop() {
      await responder.stop();
      await timestamps.stop();
    },
  };
}
