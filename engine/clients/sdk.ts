import { readFileSync } from 'node:fs';
import { Camunda8 } from '@camunda8/sdk';
import type { Report, Setting } from './story.ts';

/** The story, through `@camunda8/sdk`. */
export async function runSdk(
  { address, restAddress, client: name, modelPath, incidentOf, userTaskOf }: Setting,
  report: Report,
): Promise<void> {
  const camunda = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://${address}`,
    ZEEBE_REST_ADDRESS: restAddress,
    CAMUNDA_OAUTH_DISABLED: true,
    CAMUNDA_SECURE_CONNECTION: false,
    ZEEBE_CLIENT_LOG_LEVEL: 'NONE',
  } as never);
  const zeebe = camunda.getZeebeGrpcApiClient();
  const bpmnProcessId = `${name}-story`;
  const jobType = `${name}-work`;
  const create = (variables: Record<string, string | number>) =>
    zeebe.createProcessInstance({ bpmnProcessId, variables });
  const activate = async (requestTimeout = 10_000, type = jobType) => {
    const jobs = await zeebe.activateJobs({
      type,
      worker: name,
      timeout: 60_000,
      maxJobsToActivate: 1,
      requestTimeout,
    });
    return jobs as unknown as { key: string; retries: number; customHeaders: Record<string, string> }[];
  };
  try {
    const topology = await zeebe.topology();
    report('topology', { brokers: topology.brokers.length, partitions: topology.partitionsCount });

    const resource = { name: 'story.bpmn', process: readFileSync(modelPath) };
    const [first, second] = [await zeebe.deployResource(resource), await zeebe.deployResource(resource)];
    const [one, two] = [first.deployments[0]!.process, second.deployments[0]!.process];
    report('deploy', {
      version: one.version,
      again: two.version,
      sameKey: one.processDefinitionKey === two.processDefinitionKey,
    });

    const worker = zeebe.createWorker({
      taskType: `${name}-worker`,
      taskHandler: (job) => {
        const { x } = job.variables as unknown as { x: number };
        report('worker', { header: (job.customHeaders as { register?: string }).register, x });
        return job.complete({ y: x + 2 });
      },
    });
    const running = zeebe.createProcessInstanceWithResult({
      bpmnProcessId,
      variables: { key: `${name}-1`, x: 1, jobType: `${name}-worker` },
      requestTimeout: 20_000,
    });
    await zeebe.publishMessage({
      name: `${name}-answer`,
      correlationKey: `${name}-1`,
      timeToLive: 60_000,
      variables: { text: 'đã nhận' },
    });
    const { y, text, outcome } = (await running).variables as unknown as {
      y: number;
      text: string;
      outcome: string;
    };
    report('run', { y });
    report('message', { text });
    report('timer', { outcome });
    await worker.close();

    const failing = await create({ key: `${name}-2`, x: 1, jobType });
    const [job] = await activate();
    await zeebe.failJob({ jobKey: job!.key, retries: 1, errorMessage: 'thử lại', retryBackOff: 0 } as never);
    const [retried] = await activate();
    report('failure', { retries: retried!.retries });

    await zeebe.failJob({ jobKey: retried!.key, retries: 0, errorMessage: 'hỏng', retryBackOff: 0 } as never);
    const whileOpen = (await activate(500)).length;
    await zeebe.updateJobRetries({ jobKey: retried!.key, retries: 2 });
    await zeebe.resolveIncident({ incidentKey: await incidentOf(failing.processInstanceKey) });
    const [resolved] = await activate();
    report('incident', { whileOpen, retries: resolved!.retries });
    await zeebe.cancelProcessInstance(failing.processInstanceKey);

    const refused = zeebe.createProcessInstanceWithResult({
      bpmnProcessId,
      variables: { key: `${name}-3`, x: 1, jobType },
      requestTimeout: 20_000,
    });
    const [refusing] = await activate();
    await zeebe.throwError({ jobKey: refusing!.key, errorCode: 'refused', errorMessage: 'từ chối' } as never);
    report('error', { outcome: ((await refused).variables as unknown as { outcome: string }).outcome });

    const cancelled = await create({ key: `${name}-4`, x: 1, jobType });
    await zeebe.cancelProcessInstance(cancelled.processInstanceKey);
    const again = await zeebe.cancelProcessInstance(cancelled.processInstanceKey).then(
      () => 'OK',
      (error: Error) => /NOT_FOUND/.exec(error.message)?.[0] ?? error.message,
    );
    report('cancel', { again });

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
    const [check] = await activate(10_000, `${name}-check`);
    await zeebe.completeJob({ jobKey: check!.key, variables: {} });
    await completed;
    const { approved } = (await approval).variables as unknown as { approved: boolean };
    const about = (header: string) => check!.customHeaders[`io.camunda.zeebe:${header}`];
    report('userTask', { claimed, action: about('action'), assignee: about('assignee'), approved });
  } finally {
    await zeebe.close();
  }
}
