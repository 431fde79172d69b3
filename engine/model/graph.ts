// The executable graph: what the parser makes of BPMN XML and the processor runs. Plain data with direct
// references between elements, so that a step costs a property read and no lookup by id.
import type { Expression } from '../expression/expression.ts';
import type { AiParameter } from '../expression/fromAi.ts';

/** Zeebe's names (BpmnElementType). A multi-instance activity is one element with `loop`; its body is a state
 * of the processor, not an element of the graph. Sequence flows are elements too: they have an index. */
export type BpmnElementType =
  | 'PROCESS'
  | 'SUB_PROCESS'
  | 'EVENT_SUB_PROCESS'
  | 'AD_HOC_SUB_PROCESS'
  /** Around each activation of an element in an ad hoc sub-process; not in the XML. */
  | 'AD_HOC_SUB_PROCESS_INNER_INSTANCE'
  | 'START_EVENT'
  | 'INTERMEDIATE_CATCH_EVENT'
  | 'INTERMEDIATE_THROW_EVENT'
  | 'BOUNDARY_EVENT'
  | 'END_EVENT'
  | 'TASK'
  | 'MANUAL_TASK'
  | 'SERVICE_TASK'
  | 'SEND_TASK'
  | 'RECEIVE_TASK'
  | 'USER_TASK'
  | 'SCRIPT_TASK'
  | 'BUSINESS_RULE_TASK'
  | 'CALL_ACTIVITY'
  | 'EXCLUSIVE_GATEWAY'
  | 'PARALLEL_GATEWAY'
  | 'INCLUSIVE_GATEWAY'
  | 'EVENT_BASED_GATEWAY';

export interface ExecutableProcess {
  /** `bpmn:process@id` */
  id: string;
  name?: string;
  versionTag?: string;
  /** The process itself as the outermost scope, `index` 0, `id` = process id, `scope` undefined. */
  root: FlowNode;
  /** Every node, root first, in document order; `nodes[i].index === i`. */
  nodes: FlowNode[];
  /** Every sequence flow; `flows[i].index === i`. */
  flows: SequenceFlow[];
  /** Nodes by id, root and nodes of every nested scope included. */
  byId: Map<string, FlowNode>;
}

export interface SequenceFlow {
  id: string;
  index: number;
  source: FlowNode;
  target: FlowNode;
  condition?: Expression;
}

/** One element. Parts that do not apply are absent (lists are empty). */
export interface FlowNode {
  id: string;
  index: number;
  name?: string;
  documentation?: string;
  type: BpmnElementType;
  /** The scope it lies in: process, sub-process, event sub-process, inner instance of an ad hoc sub-process.
   * Undefined only for the root. */
  scope?: FlowNode;
  incoming: SequenceFlow[];
  outgoing: SequenceFlow[];
  /** Exclusive and inclusive gateways. */
  defaultFlow?: SequenceFlow;

  inputs: Mapping[];
  outputs: Mapping[];
  /** zeebe:properties (not shown to workers). */
  properties: Record<string, string>;

  /** Service and send tasks; script and business rule tasks, throw and end events that are jobs; ad hoc jobs.
   * For a user task without zeebe:userTask: type `io.camunda.zeebe:userTask`, with the custom headers only
   * (the processor adds assignee … formKey). */
  job?: JobDefinition;
  userTask?: UserTaskDefinition;
  script?: { expression: Expression; resultVariable: string };
  calledDecision?: CalledDecision;
  calledElement?: CalledElement;

  /** Catch side (start, intermediate catch, boundary, receive task as `message`) or throw side
   * (intermediate throw, end). Absent on none events. */
  event?: EventDefinition;
  /** Boundary events and start events of event sub-processes: `cancelActivity` / `isInterrupting`. */
  interrupting: boolean;
  /** Boundary event: the activity it sits on. */
  attachedTo?: FlowNode;
  /** Activity: its boundary events, compensation boundaries excluded. */
  boundaries: FlowNode[];
  /** Activity: its compensation boundary event, whose `compensationHandler` is the activity by association. */
  compensationBoundary?: FlowNode;
  compensationHandler?: FlowNode;
  isForCompensation: boolean;

  /** None start event: id of the form that is filled in to start the process. */
  startForm?: string | undefined;
  /** Scopes: nodes directly inside; the none start event; all start events; event sub-processes inside. */
  children: FlowNode[];
  noneStart?: FlowNode;
  startEvents: FlowNode[];
  eventSubProcesses: FlowNode[];
  adHoc?: AdHocDefinition;

  loop?: LoopCharacteristics;
  executionListeners: { start: Listener[]; end: Listener[] };
  /** zeebe:userTask only. */
  taskListeners: TaskListener[];
}

export interface Mapping {
  source: Expression;
  /** Path of names: `a.b` → ['a', 'b'] */
  target: string[];
}

export interface JobDefinition {
  /** Evaluates to a string. */
  type: Expression;
  /** Evaluates to a number (or a numeric string); static `3` when absent. */
  retries: Expression;
  /** zeebe:taskHeaders */
  headers: Record<string, string>;
}

export interface UserTaskDefinition {
  /** true: `zeebe:userTask` (a Camunda user task); false: a job of type io.camunda.zeebe:userTask */
  native: boolean;
  assignee?: Expression;
  /** Evaluates to a list of strings; a static text is a comma separated list, already turned into an
   * expression by the parser. */
  candidateGroups?: Expression;
  candidateUsers?: Expression;
  /** ISO 8601 date-time strings. */
  dueDate?: Expression;
  followUpDate?: Expression;
  priority?: Expression;
  form?: FormReference;
  /** zeebe:taskHeaders */
  headers: Record<string, string>;
}

export interface FormReference {
  /** zeebe:formDefinition@formKey, or `camunda-forms:bpmn:<id>` for a form kept in the model */
  formKey?: string;
  formId?: string;
  externalReference?: Expression;
  binding: Binding;
}

export type Binding =
  | { kind: 'latest' }
  | { kind: 'deployment' }
  | { kind: 'versionTag'; versionTag: string };

export interface CalledElement {
  processId: Expression;
  propagateAllChildVariables: boolean;
  propagateAllParentVariables: boolean;
  binding: Binding;
}

export interface CalledDecision {
  decisionId: Expression;
  resultVariable: string;
  binding: Binding;
}

export interface AdHocDefinition {
  /** Scope of whatever is activated in it. */
  inner: FlowNode;
  /** What may be activated: elements without an incoming flow, by id. */
  activatable: Map<string, FlowNode>;
  /** What their input mappings ask an AI for, by element id. */
  parameters: Map<string, AiParameter[]>;
  /** Evaluates to a list of element ids. */
  activeElementsCollection?: Expression;
  completionCondition?: Expression;
  cancelRemainingInstances: boolean;
  outputCollection?: string;
  outputElement?: Expression;
}

export interface LoopCharacteristics {
  sequential: boolean;
  inputCollection: Expression;
  inputElement?: string;
  outputCollection?: string;
  outputElement?: Expression;
  /** The variable that the output element accesses, if that is all it does: local to each instance. */
  outputVariable?: string;
  completionCondition?: Expression;
}

export interface Listener {
  type: Expression;
  retries: Expression;
  headers: Record<string, string>;
}

export interface TaskListener extends Listener {
  eventType: 'creating' | 'assigning' | 'updating' | 'completing' | 'canceling';
}

export type EventDefinition =
  | { kind: 'message'; messageId: string; name: Expression; correlationKey?: Expression }
  | { kind: 'timer'; timer: 'date' | 'duration' | 'cycle'; expression: Expression }
  | { kind: 'signal'; name: Expression }
  /** Catch: no code catches every error. Throw: code evaluates to a string. */
  | { kind: 'error'; code?: Expression }
  | { kind: 'escalation'; code?: Expression }
  | { kind: 'link'; name: string }
  | { kind: 'terminate' }
  | { kind: 'compensation'; activity?: FlowNode };

/** A reason for which a model is refused, for DeployResource's INVALID_ARGUMENT. */
export interface ModelError {
  /** Id of the element; `''` when the XML as a whole is at fault. */
  elementId: string;
  /** Zeebe's element name for the message: `serviceTask`, `zeebe:taskDefinition` … */
  elementType: string;
  message: string;
}
