import type { Build } from '../build.ts';
import type { FlowNode } from '../graph.ts';

/** One thing that must hold of a node; gives the sentences of what does not, in Zeebe's words (zeebe-bpmn-model). */
export type Rule = (node: FlowNode, build: Build) => (string | false | undefined)[];
