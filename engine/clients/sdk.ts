import { Camunda8 } from '@camunda8/sdk';
import { type PolledJob, runNodeStory, type Workers } from './nodeStory.ts';
import type { Report, Setting } from './story.ts';

/** The story, through `@camunda8/sdk`. */
export async function runSdk(setting: Setting, report: Report): Promise<void> {
  const camunda = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://${setting.address}`,
    ZEEBE_REST_ADDRESS: setting.restAddress,
    CAMUNDA_OAUTH_DISABLED: true,
    CAMUNDA_SECURE_CONNECTION: false,
    ZEEBE_CLIENT_LOG_LEVEL: 'NONE',
  } as never);
  const zeebe = camunda.getZeebeGrpcApiClient();
  const activate: Workers['activate'] = async (type, requestTimeout = 10_000) => {
    const jobs = await zeebe.activateJobs({
      type,
      worker: setting.client,
      timeout: 60_000,
      maxJobsToActivate: 1,
      requestTimeout,
    });
    return jobs as unknown as PolledJob[];
  };
  const work: Workers['work'] = (taskType, handle) =>
    zeebe.createWorker({ taskType, taskHandler: (job) => job.complete(handle(job)) });
  try {
    await runNodeStory(zeebe, { activate, work }, setting, report);
    await runUserTask(camunda, zeebe, activate, setting, report);
  } finally {
    await zeebe.close();
  }
}

/** User tasks, which only clients that speak REST can work with. */
async function runUserTask(
  camunda: Camunda8,
  zeebe: ReturnType<Camunda8['getZeebeGrpcApiClient']>,
  activate: Workers['activate'],
  { client: name, userTaskOf }: Setting,
  report: Report,
): Promise<void> {
  const approval = zeebe.createProcessInstanceWithResult({
    bpmnProcessId: `${name}-approval`,
    variables: {},
    requestTimeout: 20_000,
  });
  const rest = camunda.getCamundaRestClient();
  const userTaskKey = await userTaskOf(`${name}-approval`);
  await rest.assignUserTask({ userTaskKey, assignee: 'an' });
  const claimed = await rest.assignUserTask({ userTaskKey, assignee: 'binh', allowOverride: false }).then(
    () => 204,
    (error: { statusCode?: number }) => error.statusCode,
  );
  const completed = rest.completeUserTask({ userTaskKey, variables: { approved: true } });
  const [check] = await activate(`${name}-check`);
  await zeebe.completeJob({ jobKey: check!.key, variables: {} });
  await completed;
  const { approved } = (await approval).variables as unknown as { approved: boolean };
  const about = (header: string) => check!.customHeaders[`io.camunda.zeebe:${header}`];
  report('userTask', { claimed, action: about('action'), assignee: about('assignee'), approved });
}
