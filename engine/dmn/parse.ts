import type { Names } from '../expression/syntax.ts';
import { type ModelProblem, type ProblemCode, Problems, problemOfXml } from '../model/problems.ts';
import { attribute, childNamed, childrenNamed, parseXml, type XmlElement, XmlError } from '../model/xml.ts';
import { boxedChild, compileBoxed, readParameters } from './boxed.ts';
import { type Compiler, Expressions } from './compiler.ts';
import type { Decision, DecisionGraph, DecisionType, Input, Knowledge, Logic, Service } from './graph.ts';
import { compileTable } from './table.ts';
import { ItemTypes } from './types.ts';

const VERSIONS = [
  '20180521/MODEL/',
  '20191111/MODEL/',
  '20211108/MODEL/',
  '20230324/MODEL/',
  '20240513/MODEL/',
];
/** Of DMN 1.1 to 1.6, for `parseXml`. */
export const namespaces: Record<string, string> = {
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd': 'dmn',
  'http://camunda.org/schema/zeebe/1.0': 'zeebe',
};
for (const version of VERSIONS)
  for (const scheme of ['http', 'https']) namespaces[`${scheme}://www.omg.org/spec/DMN/${version}`] = 'dmn';

/** Any of them may name all the others. The public test kit has a model of 1,087. */
const MAX_PARTS = 1_200;
const parts = new Set(
  ['inputData', 'decision', 'businessKnowledgeModel', 'decisionService'].map((name) => `dmn:${name}`),
);

export type ParsedDecisions = { drg?: DecisionGraph; errors: ModelProblem[] };

/**
 * Reads DMN XML to a decision requirements graph.
 * @returns the graph, and why the model is refused: where `errors` has anything, nothing may be deployed, and
 * what could not be read evaluates to null
 */
export function parseDecisions(xml: string): ParsedDecisions {
  let root: XmlElement;
  try {
    root = parseXml(xml, namespaces);
  } catch (error) {
    if (error instanceof XmlError) return { errors: [problemOfXml(error)] };
    throw error;
  }
  const problems = new Problems();
  if (root.name !== 'dmn:definitions') {
    problems.add(root, 'MALFORMED', 'The root element must be definitions of DMN 1.1 to 1.6');
    return { errors: problems.list() };
  }
  if (root.children.filter(({ name }) => parts.has(name)).length > MAX_PARTS) {
    problems.add(
      root,
      'INVALID',
      `Must not have more than ${MAX_PARTS} decisions, inputs, models and services`,
    );
    return { errors: problems.list() };
  }
  const drg = readGraph(root, problems);
  return { drg, errors: problems.list() };
}

function readGraph(root: XmlElement, problems: Problems): DecisionGraph {
  const expressions = new Expressions(problems);
  const types = new ItemTypes(root, (element, names) => expressions.tests(element, names));
  const compiler: Compiler = { problems, types, expressions };
  const names = namesOf(root, types);
  const graph: DecisionGraph = {
    id: attribute(root, 'id') ?? attribute(root, 'name') ?? '',
    name: attribute(root, 'name') ?? '',
    namespace: attribute(root, 'namespace') ?? '',
    inputs: childrenNamed(root, 'dmn:inputData').map((element) => readInputData(element, compiler)),
    knowledge: childrenNamed(root, 'dmn:businessKnowledgeModel').map((element) =>
      readKnowledge(element, compiler, names),
    ),
    decisions: childrenNamed(root, 'dmn:decision').map((element) => readDecision(element, compiler, names)),
    services: childrenNamed(root, 'dmn:decisionService').map((element) => readService(element, compiler)),
  };
  if (graph.decisions.length === 0) problems.add(root, 'MISSING', 'Must contain at least one decision');
  if (graph.id === '') problems.add(root, 'MISSING', "Attribute 'id' must be present and not empty");
  checkRequirements(root, graph, problems);
  return graph;
}

const variableOf = (element: XmlElement): XmlElement | undefined => childNamed(element, 'dmn:variable');
const typeRefOf = (element: XmlElement): string | undefined => {
  const variable = variableOf(element);
  return variable && attribute(variable, 'typeRef');
};
const nameOf = (element: XmlElement): string => attribute(element, 'name') ?? attribute(element, 'id') ?? '';

/** The names that any expression of the model may use: of inputs, decisions, knowledge and services. */
function namesOf(root: XmlElement, types: ItemTypes): Names {
  const names: Record<string, unknown> = {};
  for (const part of parts)
    for (const element of childrenNamed(root, part)) {
      const inside = types.names(typeRefOf(element));
      const variable = variableOf(element);
      for (const name of [nameOf(element), variable && attribute(variable, 'name')])
        if (name) names[name] = inside;
    }
  return names;
}

const idOf = (href: string): string => href.slice(href.indexOf('#') + 1);

function required(element: XmlElement, requirement: string, reference: string): string[] {
  return childrenNamed(element, `dmn:${requirement}`).flatMap((child) =>
    childrenNamed(child, `dmn:${reference}`).map((target) => idOf(attribute(target, 'href') ?? '')),
  );
}

const decisionTypes: Record<string, DecisionType> = {
  'dmn:decisionTable': 'DECISION_TABLE',
  'dmn:literalExpression': 'LITERAL_EXPRESSION',
  'dmn:context': 'CONTEXT',
  'dmn:invocation': 'INVOCATION',
  'dmn:list': 'LIST',
  'dmn:relation': 'RELATION',
};

function readLogic(boxed: XmlElement | undefined, compiler: Compiler, names: Names): Logic | null {
  if (!boxed) return null;
  if (boxed.name === 'dmn:decisionTable') return compileTable(boxed, compiler, names);
  return { kind: 'expression', evaluate: compileBoxed(boxed, compiler, names) };
}

function versionTagOf(element: XmlElement): string {
  const extensions = childNamed(element, 'dmn:extensionElements');
  const tag = extensions && childNamed(extensions, 'zeebe:versionTag');
  return (tag && attribute(tag, 'value')) ?? '';
}

function readDecision(element: XmlElement, compiler: Compiler, names: Names): Decision {
  const boxed = boxedChild(element);
  const variable = variableOf(element);
  const id = attribute(element, 'id') ?? nameOf(element);
  if (id === '') compiler.problems.add(element, 'MISSING', "Attribute 'id' must be present and not empty");
  return {
    id,
    name: nameOf(element),
    versionTag: versionTagOf(element),
    type: (boxed && decisionTypes[boxed.name]) ?? 'UNKNOWN',
    variable: (variable && attribute(variable, 'name')) ?? nameOf(element),
    check: compiler.types.check(typeRefOf(element)),
    logic: readLogic(boxed, compiler, names),
    requiredDecisions: required(element, 'informationRequirement', 'requiredDecision'),
    requiredKnowledge: required(element, 'knowledgeRequirement', 'requiredKnowledge'),
  };
}

const readInputData = (element: XmlElement, { types }: Compiler): Input => ({
  id: attribute(element, 'id') ?? '',
  name: nameOf(element),
  check: types.check(typeRefOf(element)),
});

function readKnowledge(element: XmlElement, compiler: Compiler, names: Names): Knowledge {
  const logic = childNamed(element, 'dmn:encapsulatedLogic');
  const formal = logic ? readParameters(logic, compiler) : { parameters: [], names: {} };
  const isFeel = (logic && (attribute(logic, 'kind') ?? 'FEEL')) === 'FEEL';
  return {
    id: attribute(element, 'id') ?? '',
    name: nameOf(element),
    parameters: formal.parameters,
    body: compileBoxed(isFeel && logic ? boxedChild(logic) : undefined, compiler, {
      ...names,
      ...formal.names,
    }),
    check: compiler.types.check(typeRefOf(element)),
    requiredKnowledge: required(element, 'knowledgeRequirement', 'requiredKnowledge'),
  };
}

const readService = (element: XmlElement, { types }: Compiler): Service => {
  const hrefs = (name: string) =>
    childrenNamed(element, `dmn:${name}`).map((child) => idOf(attribute(child, 'href') ?? ''));
  return {
    id: attribute(element, 'id') ?? '',
    name: nameOf(element),
    inputs: [...hrefs('inputData'), ...hrefs('inputDecision')],
    outputs: hrefs('outputDecision'),
    check: types.check(typeRefOf(element)),
  };
};

/** Every requirement names something of the model, and none leads back to itself. */
function checkRequirements(root: XmlElement, graph: DecisionGraph, problems: Problems): void {
  const decisions = new Map(graph.decisions.map((decision) => [decision.id, decision]));
  const elements = new Map(root.children.map((child) => [attribute(child, 'id'), child]));
  const report = (id: string, code: ProblemCode, message: string) =>
    problems.add(elements.get(id) ?? root, code, message);
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (id: string): void => {
    if (path.has(id))
      report(id, 'INVALID', `Decision requirements must not be cyclic: ${[...path, id].join(' > ')}`);
    if (path.has(id) || done.has(id)) return;
    path.add(id);
    for (const needed of decisions.get(id)?.requiredDecisions ?? []) {
      if (decisions.has(needed)) visit(needed);
      else report(id, 'DANGLING', `The required decision '${needed}' is no decision of the model`);
    }
    path.delete(id);
    done.add(id);
  };
  for (const { id } of graph.decisions) visit(id);
}
