import { readFileSync } from 'node:fs';
import { Camunda8 } from '@camunda8/sdk';
import type { Report, Setting } from './story.ts';

type Variables = Record<string, string | number>;
interface Result {
  y: number;
  text: string;
  outcome: string;
  approved: boolean;
}

/** The story, through the CamundaRestClient of `@camunda8/sdk`: over REST alone. */
export async function runSdkRest(
  { restAddress, client: name, modelPath }: Setting,
  report: Report,
): Promise<void> {
  const camunda = new Camunda8({
    ZEEBE_REST_ADDRESS: restAddress,
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    CAMUNDA_LOG_LEVEL: 'none',
  });
  const rest = camunda.getCamundaRestClient();
  const processDefinitionId = `${name}-story`;
  const jobType = `${name}-work`;
  const create = (variables: Variables) => rest.createProcessInstance({ processDefinitionId, variables });
  const createWithResult = async (variables: Variables, id = processDefinitionId) => {
    const ended = await rest.createProcessInstanceWithResult({
      processDefinitionId: id,
      variables,
      requestTimeout: 20_000,
    });
    return ended.variables as unknown as Result;
  };
  const activate = (requestTimeout = 10_000, type = jobType) =>
    rest.activateJobs({ type, worker: name, timeout: 60_000, maxJobsToActivate: 1, requestTimeout });

  const topology = await rest.getTopology();
  report('topology', { brokers: topology.brokers.length, partitions: topology.partitionsCount });

  // From files, this client sends other letters than ASCII as two.
  const resource = { name: 'story.bpmn', content: readFileSync(modelPath, 'utf8') };
  const deploy = () => rest.deployResources([resource]);
  const [one, two] = [(await deploy()).processes[0]!, (await deploy()).processes[0]!];
  report('deploy', {
    version: one.processDefinitionVersion,
    again: two.processDefinitionVersion,
    sameKey: one.processDefinitionKey === two.processDefinitionKey,
  });

  const worker = rest.createJobWorker({
    type: `${name}-worker`,
    worker: name,
    timeout: 60_000,
    maxJobsToActivate: 5,
    jobHandler: (job) => {
      const { x } = job.variables as unknown as { x: number };
      report('worker', { header: (job.customHeaders as { register?: string }).register, x });
      return job.complete({ y: x + 2 });
    },
  });
  const running = createWithResult({ key: `${name}-1`, x: 1, jobType: `${name}-worker` });
  await rest.publishMessage({
    name: `${name}-answer`,
    correlationKey: `${name}-1`,
    timeToLive: 60_000,
    variables: { text: 'đã nhận' } as never,
  });
  const { y, text, outcome } = await running;
  report('run', { y });
  report('message', { text });
  report('timer', { outcome });
  await worker.stop();

  const failing = await create({ key: `${name}-2`, x: 1, jobType });
  const [job] = await activate();
  await job!.fail({ retries: 1, errorMessage: 'thử lại' });
  const [retried] = await activate();
  report('failure', { retries: retried!.retries });

  await retried!.fail({ retries: 0, errorMessage: 'hỏng' });
  const whileOpen = (await activate(500)).length;
  await rest.updateJob({ jobKey: retried!.jobKey, retries: 2 });
  const { processInstanceKey: held } = failing;
  const incident = await first(() => rest.searchIncidents({ filter: { processInstanceKey: held } }));
  await rest.resolveIncident(incident.incidentKey);
  const [resolved] = await activate();
  report('incident', { whileOpen, retries: resolved!.retries });
  await rest.cancelProcessInstance({ processInstanceKey: failing.processInstanceKey });

  const refused = createWithResult({ key: `${name}-3`, x: 1, jobType });
  const [refusing] = await activate();
  await refusing!.error({ errorCode: 'refused', errorMessage: 'từ chối', variables: {} });
  report('error', { outcome: (await refused).outcome });

  const { processInstanceKey } = await create({ key: `${name}-4`, x: 1, jobType });
  await rest.cancelProcessInstance({ processInstanceKey });
  const again = await rest.cancelProcessInstance({ processInstanceKey }).then(
    () => 'OK',
    (error: { title?: string }) => error.title,
  );
  report('cancel', { again });

  const approval = createWithResult({}, `${name}-approval`);
  const open = { processDefinitionId: `${name}-approval`, state: 'CREATED' as const };
  const { userTaskKey } = await first(() => rest.searchUserTasks({ filter: open }));
  await rest.assignUserTask({ userTaskKey, assignee: 'an' });
  const claimed = await rest.assignUserTask({ userTaskKey, assignee: 'binh', allowOverride: false }).then(
    () => 204,
    (error: { statusCode?: number }) => error.statusCode,
  );
  const completed = rest.completeUserTask({ userTaskKey, variables: { approved: true } });
  const [check] = await activate(10_000, `${name}-check`);
  await check!.complete();
  await completed;
  const about = (header: string) =>
    (check!.customHeaders as unknown as Record<string, string>)[`io.camunda.zeebe:${header}`];
  const { approved } = await approval;
  report('userTask', { claimed, action: about('action'), assignee: about('assignee'), approved });
}

/** The read side follows the writer. */
async function first<T>(search: () => Promise<{ items: T[] }>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { items } = await search();
    if (items[0] !== undefined) return items[0];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing is found');
}
