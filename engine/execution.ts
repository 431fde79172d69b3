// One command at work: what it reads, changes and leaves to be done once it is durable.
import type { Definitions } from './definitions.ts';
import type { IncidentType } from './errors.ts';
import { IncidentError, type Rejection } from './errors.ts';
import { ExpressionError } from './expression/errors.ts';
import type { VariableContext, VariableLookup } from './expression/expression.ts';
import type { BpmnElementType, ExecutableProcess, FlowNode } from './model/graph.ts';
import type { Due } from './state/dueQueue.ts';
import type { ElementInstance } from './state/rows.ts';
import type { State } from './state/state.ts';

/** What is still to be done in the course of a command, in order; plain data, so that it can be kept when a long
 * run is cut into slices. */
export type Step =
  | {
      do: 'activate';
      scope: number;
      node: number;
      variables?: VariableContext;
      loopCounter?: number;
      /** The element was chosen by an event that has already happened; `variables` came with it. */
      triggered?: true;
      /** Event sub-process: its start event; called process: likewise. */
      start?: number;
      compensates?: number;
    }
  | { do: 'complete'; key: number }
  /** `byHand`: by a modification, of which task listeners are not told. */
  | { do: 'terminate'; key: number; byHand?: true }
  | { do: 'begin'; key: number }
  /** An interrupted scope without children: its event sub-process takes over. */
  | { do: 'interrupt'; key: number }
  /** The next items of a parallel multi-instance body. */
  | { do: 'items'; key: number }
  /** The next listener of a user task's transition, or its end. */
  | { do: 'userTask'; key: number }
  /** What a terminating element waited for is over. */
  | { do: 'terminated'; key: number }
  /** Tokens that wait at inclusive gateways of this scope may be all that will come. */
  | { do: 'join'; key: number }
  /** The process instance a call activity waits for has ended. */
  | { do: 'calledEnded'; key: number }
  /** A message that was waiting may fit a subscription just opened. */
  | { do: 'correlate'; subscription: number }
  /** A signal that has not yet been told to these. */
  | { do: 'signal'; subscriptions: readonly number[]; variables: VariableContext }
  /** A message start event is free for the next waiting message. */
  | { do: 'startNext'; process: string; correlationKey: string; tenant: string };

/** An event of the record stream, in Zeebe's words. */
export interface EngineRecord {
  valueType: string;
  intent: string;
  key: number;
  elementId?: string;
  elementType?: BpmnElementType | 'MULTI_INSTANCE_BODY' | 'SEQUENCE_FLOW';
  processInstanceKey?: number;
  detail?: string;
  /** What who asked for the operation calls it; on each record that came of it. */
  operationReference?: string;
}

/** What an element does of its own; everything elements have in common is in elements/lifecycle.ts. */
export interface Behavior {
  /** The element is ACTIVATING and its input mappings are done: bring it to ACTIVATED, and on from there if it
   * waits for nothing. An IncidentError takes everything back to ACTIVATING. */
  activate(x: Execution, el: ElementInstance, node: FlowNode): void;
  /** The element is COMPLETING, before its output mappings. An IncidentError takes everything back. */
  completing?(x: Execution, el: ElementInstance, node: FlowNode): void;
  /** The element has COMPLETED and is gone; instead of taking every outgoing flow. */
  completed?(x: Execution, el: ElementInstance, node: FlowNode, scope: ElementInstance): void;
  /** The element is TERMINATING. @returns false when it ends later, by `terminated` */
  terminate?(x: Execution, el: ElementInstance, node: FlowNode, byHand?: true): boolean;
}

/** A process instance has ended, or a user task's transition; `rejection`: why the latter was refused. */
export type OnEnd = (completed: boolean, variables: VariableContext, rejection?: Rejection) => void;

/** What happens in memory once the command stands. */
export type Effect =
  | { kind: 'due'; due: Due }
  | { kind: 'batch' }
  /** ms since the epoch; undefined: the machine's time */
  | { kind: 'clock'; at: number | undefined }
  | { kind: 'ready'; type: string; tenant: string; key: number }
  | { kind: 'continue'; key: number }
  /** `pi`: key of the process instance or user task */
  | { kind: 'await'; pi: number; onEnd: OnEnd }
  | { kind: 'ended'; pi: number; completed: boolean; variables: VariableContext; rejection?: Rejection };

/** Operations on an instance that may have a reference. */
export const OPERATIONS = [
  'CREATE',
  'CANCEL',
  'MODIFY',
  'MIGRATE',
  'SET_VARIABLES',
  'RESOLVE_INCIDENT',
  'UPDATE_JOB_RETRIES',
  'UPDATE_JOB_TIMEOUT',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export class Execution {
  now = 0;
  steps: Step[] = [];
  effects: Effect[] = [];
  /** How many of the steps are done or being done. */
  stepsDone = 0;
  /** Characters of variables that expressions of the run have made, in this slice and those before. */
  written = 0;
  /** Characters of requests and of what expressions made of them that wait to be written to disk. */
  unwritten = 0;
  /** Scopes for which a `join` step is on its way. */
  joining = new Set<number>();
  /** Set to gather the record stream. */
  records: EngineRecord[] | undefined;
  /** Of the command at work. */
  operationReference: string | undefined;

  constructor(
    readonly state: State,
    readonly definitions: Definitions,
    readonly behaviors: Record<BpmnElementType, Behavior>,
  ) {}

  key(): number {
    return this.state.nextKey();
  }

  element(key: number): ElementInstance | undefined {
    return this.state.instances.element(key);
  }

  put(element: ElementInstance): ElementInstance {
    this.state.instances.put(element);
    return element;
  }

  root(element: ElementInstance): ElementInstance {
    return this.state.instances.element(element.pi)!;
  }

  graph(element: ElementInstance): ExecutableProcess {
    return this.definitions.graph(this.root(element).root!.definition);
  }

  node(element: ElementInstance): FlowNode {
    return this.graph(element).nodes[element.node]!;
  }

  scope(element: ElementInstance): ElementInstance | undefined {
    return element.scope === 0 ? undefined : this.state.instances.element(element.scope);
  }

  tenant(element: ElementInstance): string {
    return this.root(element).root!.tenant;
  }

  /** Variables visible from an element instance, inner ones first. */
  context(element: ElementInstance): VariableContext {
    const chain: ReadonlyMap<string, unknown>[] = [];
    for (let at: ElementInstance | undefined = element; at !== undefined; at = this.scope(at)) {
      const variables = this.state.instances.variables(element.pi, at.key);
      if (variables !== undefined && variables.size > 0) chain.push(variables);
    }
    const context: VariableContext = {};
    for (let i = chain.length - 1; i >= 0; i--) for (const [name, value] of chain[i]!) context[name] = value;
    return context;
  }

  /** Variables visible from an element instance, one by one. */
  lookup(element: ElementInstance): VariableLookup {
    return (name) => {
      for (let at: ElementInstance | undefined = element; at !== undefined; at = this.scope(at)) {
        const variables = this.state.instances.variables(element.pi, at.key);
        if (variables?.has(name)) return variables.get(name);
      }
      return undefined;
    };
  }

  /** Evaluates an expression as the element sees it: `x.evaluate(evaluateString, type, element)`.
   * @throws IncidentError of the given type */
  evaluate<E, T>(
    how: (expression: E, variables: VariableLookup, now: number) => T,
    expression: E,
    element: ElementInstance,
    type: IncidentType = 'EXTRACT_VALUE_ERROR',
  ): T {
    try {
      return how(expression, this.lookup(element), this.now);
    } catch (error) {
      // A RangeError is a date or span beyond the calendar.
      if (error instanceof ExpressionError || error instanceof RangeError)
        throw new IncidentError(type, error.message);
      throw error;
    }
  }

  /** What was done to an instance, kept on its path, if who asked for it gave the operation a reference. */
  operated(pi: number, operation: Operation): void {
    if (this.operationReference === undefined) return;
    const reference = BigInt(this.operationReference);
    const halves = [Number(reference >> 32n), Number(reference & 0xffff_ffffn)];
    this.state.instances.walk(pi, [2, OPERATIONS.indexOf(operation), this.now, ...halves]);
    // The path is written with what changes in the instance.
    this.put({ ...this.element(pi)! });
  }

  record(valueType: string, intent: string, key: number, element?: ElementInstance, detail?: string): void {
    if (this.records === undefined) return;
    const node = element === undefined ? undefined : this.node(element);
    this.records.push({
      valueType,
      intent,
      key,
      ...(element &&
        node && {
          elementId: node.id,
          elementType: element.body ? 'MULTI_INSTANCE_BODY' : node.type,
          processInstanceKey: element.pi,
        }),
      ...(detail !== undefined && { detail }),
    });
  }

  /** Steps still to come. */
  pending(): Step[] {
    return this.steps.slice(this.stepsDone);
  }

  due(due: Due): void {
    this.effects.push({ kind: 'due', due });
  }

  /** Runs `work` as a whole: an error of the kind takes back all it did. @returns the error */
  attempt<E extends Error>(kind: new (...args: never[]) => E, work: () => void): E | undefined {
    const mark = this.state.journal.mark();
    const [steps, effects, records] = [this.steps.length, this.effects.length, this.records?.length];
    try {
      work();
      return undefined;
    } catch (error) {
      if (!(error instanceof kind)) throw error;
      this.state.journal.rollback(mark);
      this.steps.length = steps;
      this.effects.length = effects;
      if (this.records && records !== undefined) this.records.length = records;
      return error;
    }
  }
}
