import type { Globals } from './globals.ts';
import type { FlowNode, SequenceFlow } from './graph.ts';
import type { Problems } from './problems.ts';
import type { XmlElement } from './xml.ts';

/** A process being built: its nodes and flows so far, and the XML that each of them came from. */
export type Build = {
  globals: Globals;
  problems: Problems;
  nodes: FlowNode[];
  flows: SequenceFlow[];
  byId: Map<string, FlowNode>;
  xmlOf: Map<FlowNode, XmlElement>;
  flowXml: Map<SequenceFlow, XmlElement>;
  /** Flows whose XML has a condition, also one that cannot be read. */
  conditional: Set<SequenceFlow>;
};

export const xmlOf = (build: Build, node: FlowNode): XmlElement => {
  const element = build.xmlOf.get(node);
  if (!element) throw new Error(`no XML for node ${node.id}`);
  return element;
};
