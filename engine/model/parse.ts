import { MAX_WEIGHT, weightOf } from '../expression/weight.ts';
import { addInnerInstances } from './adHoc.ts';
import type { Build } from './build.ts';
import { connect } from './connect.ts';
import { checkEndlessLoops } from './endlessLoops.ts';
import { extension } from './extensions.ts';
import { type Globals, readGlobals } from './globals.ts';
import type { ExecutableProcess } from './graph.ts';
import { type ModelProblem, Problems, problemOfXml } from './problems.ts';
import { readScope } from './readNodes.ts';
import { checkRules } from './rules.ts';
import { attribute, childrenNamed, parseXml, type XmlElement, XmlError } from './xml.ts';

const namespaces = {
  'http://www.omg.org/spec/BPMN/20100524/MODEL': 'bpmn',
  'http://camunda.org/schema/zeebe/1.0': 'zeebe',
  'http://www.omg.org/spec/BPMN/20100524/DI': 'bpmndi',
  'http://www.omg.org/spec/DD/20100524/DC': 'dc',
  'http://www.omg.org/spec/DD/20100524/DI': 'di',
};

export type ParsedModel = { processes: ExecutableProcess[]; errors: ModelProblem[] };

/**
 * Reads BPMN 2.0 XML to the graphs of its executable processes.
 * @returns the processes, and why the model is refused: where `errors` has anything, nothing may be deployed.
 * Never throws for what the XML says.
 */
export function parseProcesses(xml: string): ParsedModel {
  let root: XmlElement;
  try {
    root = parseXml(xml, namespaces);
  } catch (error) {
    if (error instanceof XmlError) return { processes: [], errors: [problemOfXml(error)] };
    throw error;
  }
  const problems = new Problems();
  const processes = readDefinitions(root, problems);
  const errors = problems.list();
  return { processes: errors.length > 0 ? [] : processes, errors };
}

function readDefinitions(root: XmlElement, problems: Problems): ExecutableProcess[] {
  if (root.name !== 'bpmn:definitions') {
    problems.add(root, 'MALFORMED', 'The root element must be definitions of BPMN 2.0');
    return [];
  }
  if (weightIn(root) > MAX_WEIGHT) {
    problems.add(root, 'INVALID', 'The expressions of the model are too many or too long');
    return [];
  }
  checkIds(root, problems);
  const globals = readGlobals(root, problems);
  const executable = childrenNamed(root, 'bpmn:process').filter(
    (process) => attribute(process, 'isExecutable') === 'true',
  );
  if (executable.length === 0) problems.add(root, 'MISSING', 'Must contain at least one executable process');
  return executable.map((element) => readProcess(element, globals, problems));
}

/** What reading the expressions of a model costs: they begin with `=`, wherever they may be. */
function weightIn(element: XmlElement): number {
  const texts = [...Object.values(element.attributes), element.text];
  const own = texts.reduce((sum, text) => sum + (/^\s*=/.test(text) ? weightOf(text) : 0), 0);
  return element.children.reduce((sum, child) => sum + weightIn(child), own);
}

function readProcess(element: XmlElement, globals: Globals, problems: Problems): ExecutableProcess {
  const build: Build = {
    globals,
    problems,
    nodes: [],
    flows: [],
    byId: new Map(),
    xmlOf: new Map(),
    flowXml: new Map(),
    conditional: new Set(),
  };
  const root = readScope(build, element, 'PROCESS');
  connect(build);
  checkRules(build);
  checkEndlessLoops(build, root);
  addInnerInstances(build);
  const tag = extension(element, 'versionTag');
  return {
    id: root.id,
    name: root.name,
    versionTag: tag && attribute(tag, 'value'),
    root,
    nodes: build.nodes,
    flows: build.flows,
    byId: build.byId,
  };
}

const NC_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}._·-]*$/u;

/** Ids are names and unique in a document (XML Schema, xsd:ID); the diagram's own are left out. */
function checkIds(root: XmlElement, problems: Problems): void {
  const seen = new Set<string>();
  const pending = [...root.children];
  for (let element = pending.pop(); element; element = pending.pop()) {
    if (!element.name.startsWith('bpmn:')) continue;
    for (const child of element.children) pending.push(child);
    const id = attribute(element, 'id');
    if (id === undefined) continue;
    if (!NC_NAME.test(id)) problems.add(element, 'INVALID', `'${id}' is not a valid value for 'NCName'.`);
    if (seen.has(id)) problems.add(element, 'DUPLICATE', `The id '${id}' is used more than once`);
    seen.add(id);
  }
}
