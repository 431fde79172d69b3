import { readFileSync } from 'node:fs';
import type { Report, Setting } from './story.ts';

type Given = Record<string, string | number>;
interface Start {
  bpmnProcessId: string;
  variables: Given;
}

/** The calls that Node's clients have in common, by the names that both give them. */
export interface NodeClient {
  topology(): Promise<{ brokers: unknown[]; partitionsCount: number }>;
  deployResource(resource: {
    name: string;
    process: Buffer;
  }): Promise<{ deployments: { process: { version: number; processDefinitionKey: string } }[] }>;
  createProcessInstance(request: Start): Promise<{ processInstanceKey: string }>;
  createProcessInstanceWithResult(
    request: Start & { requestTimeout: number },
  ): Promise<{ variables: unknown }>;
  cancelProcessInstance(processInstanceKey: string): Promise<unknown>;
  publishMessage(message: {
    name: string;
    correlationKey: string;
    timeToLive: number;
    variables: Given;
  }): Promise<unknown>;
  failJob(request: {
    jobKey: string;
    retries: number;
    errorMessage: string;
    retryBackOff: number;
  }): Promise<unknown>;
  throwError(request: { jobKey: string; errorCode: string; errorMessage: string }): Promise<unknown>;
  updateJobRetries(request: { jobKey: string; retries: number }): Promise<unknown>;
  resolveIncident(request: { incidentKey: string }): Promise<unknown>;
}

/** A job of `ActivateJobs`. */
export interface PolledJob {
  key: string;
  retries: number;
  customHeaders: Record<string, string>;
}
/** What the clients' types say in ways of their own. */
export interface Workers {
  /** One job of a type; none when there is none within `requestTimeout` ms (10,000 if not said). */
  activate(type: string, requestTimeout?: number): Promise<PolledJob[]>;
  /** A worker that completes its jobs with what `handle` gives. */
  work(
    type: string,
    handle: (job: { variables: unknown; customHeaders: unknown }) => { y: number },
  ): {
    close(): Promise<unknown>;
  };
}

/** The story, through a client for Node. */
export async function runNodeStory(
  zeebe: NodeClient,
  { activate, work }: Workers,
  { client: name, modelPath, incidentOf }: Setting,
  report: Report,
): Promise<void> {
  const bpmnProcessId = `${name}-story`;
  const jobType = `${name}-work`;
  const start = (key: string, type = jobType): Start => ({
    bpmnProcessId,
    variables: { key: `${name}-${key}`, x: 1, jobType: type },
  });
  const result = async (request: Start) => {
    const { variables } = await zeebe.createProcessInstanceWithResult({ ...request, requestTimeout: 20_000 });
    return variables as { y?: number; text?: string; outcome: string };
  };

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

  const worker = work(`${name}-worker`, (job) => {
    const { x } = job.variables as { x: number };
    report('worker', { header: (job.customHeaders as { register: string }).register, x });
    return { y: x + 2 };
  });
  const running = result(start('1', `${name}-worker`));
  await zeebe.publishMessage({
    name: `${name}-answer`,
    correlationKey: `${name}-1`,
    timeToLive: 60_000,
    variables: { text: 'đã nhận' },
  });
  const { y, text, outcome } = await running;
  report('run', { y });
  report('message', { text });
  report('timer', { outcome });
  await worker.close();

  const failing = await zeebe.createProcessInstance(start('2'));
  const [job] = await activate(jobType);
  await zeebe.failJob({ jobKey: job!.key, retries: 1, errorMessage: 'thử lại', retryBackOff: 0 });
  const [retried] = await activate(jobType);
  report('failure', { retries: retried!.retries });

  await zeebe.failJob({ jobKey: retried!.key, retries: 0, errorMessage: 'hỏng', retryBackOff: 0 });
  const whileOpen = (await activate(jobType, 500)).length;
  await zeebe.updateJobRetries({ jobKey: retried!.key, retries: 2 });
  await zeebe.resolveIncident({ incidentKey: await incidentOf(failing.processInstanceKey) });
  const [resolved] = await activate(jobType);
  report('incident', { whileOpen, retries: resolved!.retries });
  await zeebe.cancelProcessInstance(failing.processInstanceKey);

  const refused = result(start('3'));
  const [refusing] = await activate(jobType);
  await zeebe.throwError({ jobKey: refusing!.key, errorCode: 'refused', errorMessage: 'từ chối' });
  report('error', { outcome: (await refused).outcome });

  const cancelled = await zeebe.createProcessInstance(start('4'));
  await zeebe.cancelProcessInstance(cancelled.processInstanceKey);
  const again = await zeebe.cancelProcessInstance(cancelled.processInstanceKey).then(
    () => 'OK',
    (error: Error) => /NOT_FOUND/.exec(error.message)?.[0] ?? error.message,
  );
  report('cancel', { again });
}
