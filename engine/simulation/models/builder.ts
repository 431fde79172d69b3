// Puts blocks of elements one behind the other, and gives what they are made of names.
import type { Random } from '../random.ts';
import { JOB_TYPES } from './names.ts';

/** One entrance and one exit, with what lies between. */
export interface Block {
  xml: string;
  first: string;
  last: string;
}

/** @param depth how many blocks it may still nest in each other */
export type MakeBlock = (b: Builder, depth: number) => Block;

export class Builder {
  private count = 0;

  /** @param called processes that may be called. @param kinds blocks to choose from, at depth 0 and above it */
  constructor(
    readonly random: Random,
    readonly called: readonly string[],
    private readonly kinds: { simple: readonly MakeBlock[]; nested: readonly MakeBlock[] },
  ) {}

  id(prefix: string): string {
    return `${prefix}${++this.count}`;
  }

  flow(from: string, to: string, condition?: string): string {
    const inside = condition
      ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>`
      : '';
    return `<bpmn:sequenceFlow id="${this.id('f')}" sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`;
  }

  block(depth: number): Block {
    const { simple, nested } = this.kinds;
    return this.random.pick(depth > 0 ? [...simple, ...nested] : simple)(this, depth);
  }

  sequence(depth: number): Block {
    return this.chain(Array.from({ length: 1 + this.random.int(3) }, () => this.block(depth)));
  }

  chain(blocks: readonly Block[]): Block {
    let xml = blocks[0]!.xml;
    for (let i = 1; i < blocks.length; i++)
      xml += this.flow(blocks[i - 1]!.last, blocks[i]!.first) + blocks[i]!.xml;
    return { xml, first: blocks[0]!.first, last: blocks.at(-1)!.last };
  }

  /** A scope's inside: start, blocks, end. @param event of the end */
  body(inner: Block, event = ''): string {
    const [start, end] = [this.id('s'), this.id('e')];
    return `<bpmn:startEvent id="${start}"/>${this.flow(start, inner.first)}${inner.xml}${this.flow(inner.last, end)}<bpmn:endEvent id="${end}">${this.onlyListeners(event === '' ? ['start', 'end'] : ['start'])}${event}</bpmn:endEvent>`;
  }

  /** Jobs before and after an element, of some. */
  listeners(events: readonly ('start' | 'end')[] = ['start', 'end']): string {
    const made = events.map((event) =>
      this.random.chance(0.1)
        ? `<zeebe:executionListener eventType="${event}" type="${this.random.pick(JOB_TYPES)}"/>`
        : '',
    );
    return `<zeebe:executionListeners>${made.join('')}</zeebe:executionListeners>`;
  }

  /** Extension elements of nothing but listeners. */
  onlyListeners(events?: readonly ('start' | 'end')[]): string {
    return `<bpmn:extensionElements>${this.listeners(events)}</bpmn:extensionElements>`;
  }

  /** The job of a task or of an event that throws a message. */
  taskDefinition(): string {
    return `<zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/>`;
  }

  /** A service task without anything around it. */
  job(id: string, attributes = ''): string {
    return `<bpmn:serviceTask id="${id}" ${attributes}><bpmn:extensionElements>${this.taskDefinition()}</bpmn:extensionElements></bpmn:serviceTask>`;
  }
}

export function one(id: string, xml: string): Block {
  return { xml, first: id, last: id };
}
