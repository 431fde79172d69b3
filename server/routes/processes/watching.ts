import type { Monitor } from '@congvan/engine';
import { auditingDenial, authorize, type Office } from '@congvan/office';
import { MonitorElsewhereError } from '../../http/errors.ts';
import type { Caller } from '../../session/caller.ts';

export interface Watching {
  /** The engine's read side, for those who may manage processes. @throws {MonitorElsewhereError} */
  watching(caller: Caller): Promise<Monitor>;
  managing(caller: Caller): Promise<void>;
}

export function watchingOf(office: Office, monitor: Monitor | undefined): Watching {
  const managing = ({ actor }: Caller) =>
    auditingDenial(office, actor, {}, async () => authorize(actor, 'process.manage'));
  return {
    managing,
    async watching(caller) {
      await managing(caller);
      if (!monitor) throw new MonitorElsewhereError();
      return monitor;
    },
  };
}
