import { readFileSync } from 'node:fs';
import { Duration, ZBClient } from 'zeebe-node';
import type { Report, Setting } from './story.ts';

/** The story, through `zeebe-node`. */
export async function runZeebeNode(
  { address, client: name, modelPath, incidentOf }: Setting,
  report: Report,
): Promise<void> {
  const zeebe = new ZBClient(address, { loglevel: 'NONE', useTLS: false, longPoll: Duration.seconds.of(10) });
  const bpmnProcessId = `${name}-story`;
  const jobType = `${name}-work`;
  const create = (variables: Record<string, string | number>) =>
    zeebe.createProcessInstance({ bpmnProcessId, variables });
  const activate = (requestTimeout = 10_000) =>
    zeebe.activateJobs({
      type: jobType,
      worker: name,
      timeout: 60_000,
      maxJobsToActivate: 1,
      requestTimeout,
    }) as Promise<{ key: string; retries: number }[]>;
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

    const worker = zeebe.createWorker<{ x: number }, { register: string }, { y: number }>({
      taskType: `${name}-worker`,
      taskHandler: (job) => {
        report('worker', { header: job.customHeaders.register, x: job.variables.x });
        return job.complete({ y: job.variables.x + 2 });
      },
    });
    const running = zeebe.createProcessInstanceWithResult<
      Record<string, string | number>,
      { y: number; text: string; outcome: string }
    >({
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
    const { y, text, outcome } = (await running).variables;
    report('run', { y });
    report('message', { text });
    report('timer', { outcome });
    await worker.close();

    const failing = await create({ key: `${name}-2`, x: 1, jobType });
    const [job] = await activate();
    await zeebe.failJob({ jobKey: job!.key, retries: 1, errorMessage: 'thử lại', retryBackOff: 0 });
    const [retried] = await activate();
    report('failure', { retries: retried!.retries });

    await zeebe.failJob({ jobKey: retried!.key, retries: 0, errorMessage: 'hỏng', retryBackOff: 0 });
    // zeebe-node's promise never settles when the gateway has no job to give.
    const none = new Promise<[]>((resolve) => setTimeout(resolve, 1_500, []));
    const whileOpen = (await Promise.race([activate(500), none])).length;
    await zeebe.updateJobRetries({ jobKey: retried!.key, retries: 2 });
    await zeebe.resolveIncident({ incidentKey: await incidentOf(failing.processInstanceKey) });
    const [resolved] = await activate();
    report('incident', { whileOpen, retries: resolved!.retries });
    await zeebe.cancelProcessInstance(failing.processInstanceKey);

    const refused = zeebe.createProcessInstanceWithResult<
      Record<string, string | number>,
      { outcome: string }
    >({
      bpmnProcessId,
      variables: { key: `${name}-3`, x: 1, jobType },
      requestTimeout: 20_000,
    });
    const [refusing] = await activate();
    await zeebe.throwError({ jobKey: refusing!.key, errorCode: 'refused', errorMessage: 'từ chối' });
    report('error', { outcome: (await refused).variables.outcome });

    const cancelled = await create({ key: `${name}-4`, x: 1, jobType });
    await zeebe.cancelProcessInstance(cancelled.processInstanceKey);
    const again = await zeebe.cancelProcessInstance(cancelled.processInstanceKey).then(
      () => 'OK',
      (error: Error) => /NOT_FOUND/.exec(error.message)?.[0] ?? error.message,
    );
    report('cancel', { again });
  } finally {
    await zeebe.close();
  }
}
