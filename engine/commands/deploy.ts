// DeployResource: processes, decisions and forms, all or none. What is deployed again unchanged gets no new version;
// if any of them has changed, each gets one, so that those bound by deployment stay together.
import { createHash } from 'node:crypto';
import { parseDecisions } from '../dmn/parse.ts';
import { firstDue } from '../elements/timers.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { ExpressionError } from '../expression/errors.ts';
import { evaluateString } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { FormError, parseForm } from '../model/form.ts';
import type { Binding, ExecutableProcess, FlowNode } from '../model/graph.ts';
import { parseProcesses } from '../model/parse.ts';
import { formatProblems } from '../model/problems.ts';
import type { Resource } from '../state/rows.ts';
import { closeStartTimers, openStartTimers } from './startTimers.ts';

export interface ResourceFile {
  name: string;
  content: string;
}
export interface Deployed {
  key: number;
  tenant: string;
  resources: Resource[];
}

/** Each is looked for among all that are deployed. */
const MAX_DRAFTS = 2_000;
/** Each process has its file as its body. */
const MAX_BODIES = 32 * 1024 * 1024;

/** What a file holds, before it has keys and versions. */
interface Draft {
  file: ResourceFile;
  checksum: string;
  kind: Resource['kind'];
  id: string;
  name: string;
  versionTag: string;
  /** Decision: the requirements graph it is in. */
  parent?: Draft;
  process?: ExecutableProcess;
}

export function deploy(x: Execution, files: ResourceFile[], tenant: string): Deployed {
  if (files.length === 0)
    reject('INVALID_ARGUMENT', 'CREATE', 'Expected to deploy at least one resource, but none given');
  const problems: string[] = [];
  if (files.length > MAX_DRAFTS) tooMany();
  const drafts = files.flatMap((file) => read(file, problems));
  if (drafts.length > MAX_DRAFTS) tooMany();
  const bodies = drafts.reduce(
    (sum, { kind, file }) => sum + (kind === 'decision' ? 0 : file.content.length),
    0,
  );
  if (bodies > MAX_BODIES)
    reject(
      'INVALID_ARGUMENT',
      'CREATE',
      `Expected to deploy resources whose processes take at most ${MAX_BODIES} characters together, each with its file`,
    );
  checkTwins(drafts, problems);
  const names = new Set(drafts.map(nameOf));
  if (problems.length === 0)
    for (const draft of drafts)
      if (draft.process) {
        checkStarts(x, draft.process, draft.file.name, problems);
        checkBindings(draft.process, draft.file.name, names, problems);
      }
  if (problems.length > 0)
    reject(
      'INVALID_ARGUMENT',
      'CREATE',
      `Expected to deploy new resources, but encountered the following errors:\n${problems.join('\n')}`,
    );
  const deployment = x.key();
  const standing = drafts.flatMap((draft) => unchanged(x, draft, tenant) ?? []);
  const resources = standing.length === drafts.length ? standing : storeAll(x, drafts, tenant, deployment);
  x.record('DEPLOYMENT', 'CREATED', deployment);
  return { key: deployment, tenant, resources };
}

const nameOf = ({ kind, id }: Pick<Draft, 'kind' | 'id'>): string => `${kind} ${id}`;

const tooMany = (): never =>
  reject(
    'INVALID_ARGUMENT',
    'CREATE',
    `Expected to deploy at most ${MAX_DRAFTS} processes, decisions and forms at once`,
  );

/** No two of a kind have the same id. */
function checkTwins(drafts: Draft[], problems: string[]): void {
  const first = new Map<string, Draft>();
  for (const draft of drafts) {
    const name = nameOf(draft);
    const twin = first.get(name);
    if (twin)
      problems.push(`Duplicated ${draft.kind} id in resources '${twin.file.name}' and '${draft.file.name}'`);
    else first.set(name, draft);
  }
}

function read(file: ResourceFile, problems: string[]): Draft[] {
  const extension = file.name.toLowerCase().replace(/^.*\./, '');
  if (extension === 'bpmn' || extension === 'xml') return readBpmn(file, problems);
  if (extension === 'dmn') return readDmn(file, problems);
  if (extension === 'form') return readForm(file, problems);
  problems.push(`'${file.name}': unknown resource type`);
  return [];
}

function readBpmn(file: ResourceFile, problems: string[]): Draft[] {
  const { processes, errors } = parseProcesses(file.content);
  if (errors.length > 0) problems.push(`'${file.name}': ${formatProblems(errors)}`);
  const checksum = checksumOf(file);
  return processes.map((process) => ({
    file,
    checksum,
    kind: 'process',
    id: process.id,
    name: process.name ?? '',
    versionTag: process.versionTag ?? '',
    process,
  }));
}

function readDmn(file: ResourceFile, problems: string[]): Draft[] {
  const { drg, errors } = parseDecisions(file.content);
  for (const error of errors)
    problems.push(`'${file.name}': - Element: ${error.elementId}\n    - ERROR: ${error.message}`);
  if (drg === undefined || errors.length > 0) return [];
  const of = { file, checksum: checksumOf(file) };
  const parent: Draft = { ...of, kind: 'decisionRequirements', id: drg.id, name: drg.name, versionTag: '' };
  const decisions = drg.decisions.map(
    ({ id, name, versionTag }): Draft => ({ ...of, kind: 'decision', id, name, versionTag, parent }),
  );
  return [parent, ...decisions];
}

function readForm(file: ResourceFile, problems: string[]): Draft[] {
  try {
    const form = parseForm(file.content);
    const versionTag = form.versionTag ?? '';
    return [{ file, checksum: checksumOf(file), kind: 'form', id: form.id, name: '', versionTag }];
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    problems.push(`'${file.name}': ${error.message}`);
    return [];
  }
}

/** Start events are evaluated now, without variables. */
function checkStarts(x: Execution, process: ExecutableProcess, file: string, problems: string[]): void {
  for (const start of process.root.startEvents) {
    try {
      const { event } = start;
      if (event?.kind === 'timer') firstDue(event, () => undefined, x.now);
      if (event?.kind === 'message' || event?.kind === 'signal') startName(start, x.now);
    } catch (error) {
      if (!(error instanceof ExpressionError || error instanceof RangeError)) throw error;
      problems.push(`'${file}': - Element: ${start.id}\n    - ERROR: ${error.message}`);
    }
  }
}

/** What is bound by its deployment, under an id that is known, must be in this one. */
function checkBindings(
  process: ExecutableProcess,
  file: string,
  deployed: ReadonlySet<string>,
  problems: string[],
): void {
  const check = (node: FlowNode, kind: Resource['kind'], what: string, binding?: Binding, id?: string) => {
    if (binding?.kind !== 'deployment' || id === undefined) return;
    if (deployed.has(nameOf({ kind, id }))) return;
    problems.push(
      `'${file}': - Element: ${node.id}\n    - ERROR: Expected to find ${what} with id '${id}' in current deployment, but not found.`,
    );
  };
  const fixed = (id?: Expression) => (id?.kind === 'static' ? id.source : undefined);
  for (const node of process.nodes) {
    const { calledElement, calledDecision, userTask } = node;
    check(node, 'process', 'process', calledElement?.binding, fixed(calledElement?.processId));
    check(node, 'decision', 'decision', calledDecision?.binding, fixed(calledDecision?.decisionId));
    check(node, 'form', 'form', userTask?.form?.binding, userTask?.form?.formId);
  }
}

function startName(start: FlowNode, now: number): string {
  const { event } = start;
  if (event?.kind !== 'message' && event?.kind !== 'signal') return '';
  return evaluateString(event.name, () => undefined, now);
}

const checksumOf = ({ content }: ResourceFile): string =>
  createHash('sha256').update(content).digest('base64');

/** The newest version, where the draft is the same. */
function unchanged(x: Execution, draft: Draft, tenant: string): Resource | undefined {
  const last = x.definitions.versions(draft.kind, draft.id, tenant)[0];
  const same =
    last !== undefined &&
    !last.deleted &&
    last.checksum === draft.checksum &&
    last.resourceName === draft.file.name &&
    (draft.parent === undefined || last.parent === unchanged(x, draft.parent, tenant)?.key);
  return same ? last : undefined;
}

function storeAll(x: Execution, drafts: Draft[], tenant: string, deployment: number): Resource[] {
  const keys = new Map<Draft, Resource>();
  return drafts.map((draft) => {
    const resource = store(x, draft, tenant, deployment, draft.parent && keys.get(draft.parent));
    keys.set(draft, resource);
    return resource;
  });
}

function store(
  x: Execution,
  draft: Draft,
  tenant: string,
  deployment: number,
  parent: Resource | undefined,
): Resource {
  const last = x.definitions.versions(draft.kind, draft.id, tenant)[0];
  const key = x.key();
  const starts = draft.process?.root.startEvents.flatMap((start) =>
    start.event?.kind === 'message' || start.event?.kind === 'signal'
      ? [{ kind: start.event.kind, name: startName(start, x.now), node: start.index }]
      : [],
  );
  const resource: Resource = {
    key,
    kind: draft.kind,
    id: draft.id,
    name: draft.name,
    version: (last?.version ?? 0) + 1,
    versionTag: draft.versionTag,
    resourceName: draft.file.name,
    checksum: draft.checksum,
    tenant,
    deployment,
    parent: parent?.key ?? 0,
    at: x.now,
    ...(starts && starts.length > 0 && { starts }),
  };
  const before = draft.process && x.definitions.latest('process', draft.id, tenant);
  x.state.resources.put(resource);
  if (draft.kind !== 'decision') x.state.putBody(key, draft.file.content);
  x.record(
    draft.kind === 'process' ? 'PROCESS' : draft.kind === 'form' ? 'FORM' : 'DECISION',
    'CREATED',
    key,
  );
  if (draft.process) {
    if (before) closeStartTimers(x, before);
    openStartTimers(x, resource, draft.process);
  }
  return resource;
}
