import { Duration, ZBClient } from 'zeebe-node';
import { type PolledJob, runNodeStory, type Workers } from './nodeStory.ts';
import type { Report, Setting } from './story.ts';

/** The story, through `zeebe-node`. */
export async function runZeebeNode(setting: Setting, report: Report): Promise<void> {
  const zeebe = new ZBClient(setting.address, {
    loglevel: 'NONE',
    useTLS: false,
    longPoll: Duration.seconds.of(10),
  });
  const activate: Workers['activate'] = (type, requestTimeout = 10_000) => {
    const jobs = zeebe.activateJobs({
      type,
      worker: setting.client,
      timeout: 60_000,
      maxJobsToActivate: 1,
      requestTimeout,
    }) as Promise<PolledJob[]>;
    // zeebe-node's promise never settles when the gateway has no job to give.
    const none = new Promise<[]>((resolve) => setTimeout(resolve, requestTimeout + 1_000, []));
    return Promise.race([jobs, none]);
  };
  const work: Workers['work'] = (taskType, handle) =>
    zeebe.createWorker({ taskType, taskHandler: (job) => job.complete(handle(job)) });
  try {
    await runNodeStory(zeebe, { activate, work }, setting, report);
  } finally {
    await zeebe.close();
  }
}
