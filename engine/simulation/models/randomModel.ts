// Random processes, made of blocks, in which every token can come to its end when workers, messages and time do
// their part.
import type { Random } from './random.ts';

export const PROCESSES = ['inner', 'middle', 'outer'];
export const SIGNAL = 'alarm';
export const DECISION = `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="DRG" namespace="simulation"><decision id="more" name="More"><literalExpression id="l"><text>n + 1</text></literalExpression></decision></definitions>`;

export const JOB_TYPES = ['red', 'green', 'blue'];
export const MESSAGES = ['knock', 'ring'];
/** Of task listeners, by the transition that they hold up. */
export const LISTENER_TYPES = ['creating', 'assigning', 'updating', 'completing', 'canceling'].map(
  (event) => `on-${event}`,
);
export const ERRORS = ['BAD', 'WORSE'];

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="simulation">
${MESSAGES.map((name) => `<bpmn:message id="m_${name}" name="${name}"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>`).join('')}
<bpmn:message id="m_start" name="start"/>
<bpmn:signal id="sig" name="${SIGNAL}"/>
<bpmn:escalation id="esc" name="up" escalationCode="UP"/>
${ERRORS.map((code) => `<bpmn:error id="e_${code}" name="${code}" errorCode="${code}"/>`).join('')}`;

/** One entrance and one exit, with what lies between. */
interface Block {
  xml: string;
  first: string;
  last: string;
}

class Builder {
  private count = 0;
  constructor(private readonly random: Random) {}

  id(prefix: string): string {
    return `${prefix}${++this.count}`;
  }

  flow(from: string, to: string, condition?: string): string {
    const inside = condition
      ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>`
      : '';
    return `<bpmn:sequenceFlow id="${this.id('f')}" sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`;
  }

  /** A scope's inside: start, blocks, end. */
  body(depth: number, called: string[]): string {
    const [start, end] = [this.id('s'), this.id('e')];
    const inner = this.sequence(depth, called);
    return `<bpmn:startEvent id="${start}"/>${this.flow(start, inner.first)}${inner.xml}${this.flow(inner.last, end)}<bpmn:endEvent id="${end}"/>`;
  }

  private sequence(depth: number, called: string[]): Block {
    const blocks = Array.from({ length: 1 + this.random.int(3) }, () => this.block(depth, called));
    let xml = blocks[0]!.xml;
    for (let i = 1; i < blocks.length; i++)
      xml += this.flow(blocks[i - 1]!.last, blocks[i]!.first) + blocks[i]!.xml;
    return { xml, first: blocks[0]!.first, last: blocks.at(-1)!.last };
  }

  private block(depth: number, called: string[]): Block {
    const simple = [
      this.task,
      this.task,
      this.userTask,
      this.timer,
      this.message,
      this.script,
      this.thrown,
      this.link,
    ];
    const nested = [
      this.choice,
      this.parallel,
      this.sub,
      this.many,
      this.eventGateway,
      this.inclusive,
      this.adHoc,
      this.terminated,
      this.compensated,
    ];
    const kinds = depth > 0 ? [...simple, ...nested] : simple;
    if (called.length > 0) kinds.push(this.call);
    return this.random.pick(kinds).call(this, depth, called);
  }

  private one(id: string, xml: string): Block {
    return { xml, first: id, last: id };
  }

  /** An activity, with boundary events that lead on to where it leads. */
  private withBoundaries(id: string, activity: string): Block {
    const boundaries: string[] = [];
    if (this.random.chance(0.25))
      boundaries.push(this.boundary(id, this.timerEvent(), this.random.chance(0.6)));
    if (this.random.chance(0.25))
      boundaries.push(this.boundary(id, this.messageEvent(), this.random.chance(0.5)));
    if (this.random.chance(0.4))
      boundaries.push(
        this.boundary(id, `<bpmn:errorEventDefinition errorRef="e_${this.random.pick(ERRORS)}"/>`, true),
      );
    if (this.random.chance(0.1))
      boundaries.push(
        this.boundary(id, '<bpmn:escalationEventDefinition escalationRef="esc"/>', this.random.chance(0.5)),
      );
    if (boundaries.length === 0) return this.one(id, activity);
    const join = this.id('j');
    const ids = boundaries.map((xml) => /id="([^"]+)"/.exec(xml)![1]!);
    const flows = [id, ...ids].map((from) => this.flow(from, join)).join('');
    return {
      xml: `${activity}${boundaries.join('')}${flows}<bpmn:exclusiveGateway id="${join}"/>`,
      first: id,
      last: join,
    };
  }

  private boundary(on: string, event: string, interrupting: boolean): string {
    return `<bpmn:boundaryEvent id="${this.id('b')}" attachedToRef="${on}" cancelActivity="${interrupting}">${event}</bpmn:boundaryEvent>`;
  }

  private timerEvent(): string {
    return `<bpmn:timerEventDefinition><bpmn:timeDuration>PT${1 + this.random.int(120)}S</bpmn:timeDuration></bpmn:timerEventDefinition>`;
  }

  /** A message goes to one subscription of a process: what a token waits for has a name of its own, lest a
   * boundary event or event sub-process that does not interrupt takes every message away from it. */
  private messageEvent(name: 'knock' | 'ring' = 'ring'): string {
    return `<bpmn:messageEventDefinition messageRef="m_${name}"/>`;
  }

  /** Jobs before and after an element. */
  private listeners(): string {
    const one = (event: string) =>
      this.random.chance(0.1)
        ? `<zeebe:executionListener eventType="${event}" type="${this.random.pick(JOB_TYPES)}"/>`
        : '';
    return `<zeebe:executionListeners>${one('start')}${one('end')}</zeebe:executionListeners>`;
  }

  private task(): Block {
    const id = this.id('t');
    const io = this.random.chance(0.3)
      ? '<zeebe:ioMapping><zeebe:input source="=n + 1" target="local"/><zeebe:output source="=local" target="n"/></zeebe:ioMapping>'
      : '';
    return this.withBoundaries(
      id,
      `<bpmn:serviceTask id="${id}"><bpmn:extensionElements><zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/>${io}${this.listeners()}</bpmn:extensionElements></bpmn:serviceTask>`,
    );
  }

  private userTask(): Block {
    const id = this.id('u');
    const assignee = this.random.chance(0.4)
      ? '<zeebe:assignmentDefinition assignee="=&quot;u&quot; + string(n)"/>'
      : '';
    const listeners = LISTENER_TYPES.flatMap((type) =>
      this.random.chance(0.3)
        ? [`<zeebe:taskListener eventType="${type.slice('on-'.length)}" type="${type}"/>`]
        : [],
    );
    return this.withBoundaries(
      id,
      `<bpmn:userTask id="${id}"><bpmn:extensionElements><zeebe:userTask/>${assignee}<zeebe:taskListeners>${listeners.join('')}</zeebe:taskListeners></bpmn:extensionElements></bpmn:userTask>`,
    );
  }

  /** A service task without anything around it. */
  private job(id: string, attributes = ''): string {
    return `<bpmn:serviceTask id="${id}" ${attributes}><bpmn:extensionElements><zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/></bpmn:extensionElements></bpmn:serviceTask>`;
  }

  private link(): Block {
    const [from, to] = [this.id('l'), this.id('l')];
    const event = `<bpmn:linkEventDefinition name="${from}"/>`;
    return {
      first: from,
      last: to,
      xml: `<bpmn:intermediateThrowEvent id="${from}">${event}</bpmn:intermediateThrowEvent><bpmn:intermediateCatchEvent id="${to}">${event}</bpmn:intermediateCatchEvent>`,
    };
  }

  /** Any of three ways, or more than one. */
  private inclusive(depth: number, called: string[]): Block {
    const [split, join, fallback] = [this.id('g'), this.id('g'), this.id('fd')];
    const ways = [0, 1, 2].map(() => this.sequence(depth - 1, called));
    const [a, b, c] = ways as [Block, Block, Block];
    return {
      first: split,
      last: join,
      xml: `<bpmn:inclusiveGateway id="${split}" default="${fallback}"/>${this.flow(split, a.first, '=n &gt; 1')}${this.flow(split, b.first, '=n &gt; 3')}<bpmn:sequenceFlow id="${fallback}" sourceRef="${split}" targetRef="${c.first}"/>${ways.map((way) => way.xml + this.flow(way.last, join)).join('')}<bpmn:inclusiveGateway id="${join}"/>`,
    };
  }

  /** By the model, or by the worker of its job. */
  private adHoc(): Block {
    const [id, a, b, c] = [this.id('ah'), this.id('t'), this.id('t'), this.id('t')];
    const decided = this.random.chance(0.5);
    const output = 'outputCollection="made" outputElement="=n"';
    const how = decided
      ? `<zeebe:adHoc ${output}/><zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/>`
      : `<zeebe:adHoc activeElementsCollection="=[&quot;${a}&quot;, &quot;${b}&quot;]" ${output}/>`;
    const condition =
      !decided && this.random.chance(0.5)
        ? '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=n &gt; -1</bpmn:completionCondition>'
        : '';
    const rest = decided ? '' : `cancelRemainingInstances="${this.random.chance(0.5)}"`;
    return this.withBoundaries(
      id,
      `<bpmn:adHocSubProcess id="${id}" ${rest}><bpmn:extensionElements>${how}</bpmn:extensionElements>${this.job(a)}${this.job(b)}${this.job(c)}${this.flow(b, c)}${this.eventSub()}${condition}</bpmn:adHocSubProcess>`,
    );
  }

  /** Two ways, one of which ends the other. */
  private terminated(depth: number, called: string[]): Block {
    const [id, start, split, end, stop] = [
      this.id('p'),
      this.id('s'),
      this.id('g'),
      this.id('e'),
      this.id('e'),
    ];
    const [a, b] = [this.sequence(depth - 1, called), this.timer()];
    return this.one(
      id,
      `<bpmn:subProcess id="${id}"><bpmn:startEvent id="${start}"/>${this.flow(start, split)}<bpmn:parallelGateway id="${split}"/>${this.flow(split, a.first)}${this.flow(split, b.first)}${a.xml}${b.xml}${this.flow(a.last, end)}${this.flow(b.last, stop)}<bpmn:endEvent id="${end}"/><bpmn:endEvent id="${stop}"><bpmn:terminateEventDefinition/></bpmn:endEvent></bpmn:subProcess>`,
    );
  }

  /** A task, alone or for each item, that is undone. */
  private compensated(): Block {
    const [id, start, task, undo, undone, thrown, end] = ['p', 's', 't', 'b', 't', 'th', 'e'].map((prefix) =>
      this.id(prefix),
    ) as [string, string, string, string, string, string, string];
    const many = this.random.chance(0.4)
      ? '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
      : '';
    const inside = `<bpmn:startEvent id="${start}"/>${this.flow(start, task)}${this.job(task).replace('</bpmn:serviceTask>', `${many}</bpmn:serviceTask>`)}<bpmn:boundaryEvent id="${undo}" attachedToRef="${task}"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>${this.job(undone, 'isForCompensation="true"')}<bpmn:association id="${this.id('as')}" sourceRef="${undo}" targetRef="${undone}"/>${this.flow(task, thrown)}<bpmn:intermediateThrowEvent id="${thrown}"><bpmn:compensateEventDefinition/></bpmn:intermediateThrowEvent>${this.flow(thrown, end)}<bpmn:endEvent id="${end}"/>`;
    return this.withBoundaries(id, `<bpmn:subProcess id="${id}">${inside}</bpmn:subProcess>`);
  }

  private timer(): Block {
    const id = this.id('c');
    return this.one(
      id,
      `<bpmn:intermediateCatchEvent id="${id}">${this.timerEvent()}</bpmn:intermediateCatchEvent>`,
    );
  }

  private message(): Block {
    const id = this.id('c');
    return this.one(
      id,
      `<bpmn:intermediateCatchEvent id="${id}">${this.messageEvent('knock')}</bpmn:intermediateCatchEvent>`,
    );
  }

  private script(): Block {
    const id = this.id('x');
    // Fails, and waits for a person, as long as n is no number.
    return this.one(
      id,
      `<bpmn:scriptTask id="${id}"><bpmn:extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/></bpmn:extensionElements></bpmn:scriptTask>`,
    );
  }

  private thrown(): Block {
    const id = this.id('th');
    const event = this.random.pick([
      '<bpmn:signalEventDefinition signalRef="sig"/>',
      '<bpmn:escalationEventDefinition escalationRef="esc"/>',
      '',
    ]);
    return this.one(id, `<bpmn:intermediateThrowEvent id="${id}">${event}</bpmn:intermediateThrowEvent>`);
  }

  private choice(depth: number, called: string[]): Block {
    const [split, join, fallback] = [this.id('g'), this.id('g'), this.id('fd')];
    const [a, b] = [this.sequence(depth - 1, called), this.sequence(depth - 1, called)];
    return {
      first: split,
      last: join,
      xml: `<bpmn:exclusiveGateway id="${split}" default="${fallback}"/>${this.flow(split, a.first, '=n &gt; 3')}<bpmn:sequenceFlow id="${fallback}" sourceRef="${split}" targetRef="${b.first}"/>${a.xml}${b.xml}${this.flow(a.last, join)}${this.flow(b.last, join)}<bpmn:exclusiveGateway id="${join}"/>`,
    };
  }

  /** Branches end, each by itself, inside a sub-process: tokens of boundary events may be more than one. */
  private parallel(depth: number, called: string[]): Block {
    const [id, start, split] = [this.id('p'), this.id('s'), this.id('g')];
    let inside = `<bpmn:startEvent id="${start}"/>${this.flow(start, split)}<bpmn:parallelGateway id="${split}"/>`;
    for (let i = 0; i < 2 + this.random.int(2); i++) {
      const [branch, end] = [this.sequence(depth - 1, called), this.id('e')];
      inside += `${branch.xml}${this.flow(split, branch.first)}${this.flow(branch.last, end)}<bpmn:endEvent id="${end}"/>`;
    }
    return this.one(id, `<bpmn:subProcess id="${id}">${inside}</bpmn:subProcess>`);
  }

  private sub(depth: number, called: string[]): Block {
    const id = this.id('p');
    return this.withBoundaries(
      id,
      `<bpmn:subProcess id="${id}">${this.body(depth - 1, called)}${this.eventSub()}</bpmn:subProcess>`,
    );
  }

  eventSub(): string {
    if (!this.random.chance(0.3)) return '';
    const [id, start, task, end] = [this.id('es'), this.id('s'), this.id('t'), this.id('e')];
    const event = this.random.pick([this.timerEvent(), this.messageEvent()]);
    return `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="${start}" isInterrupting="${this.random.chance(0.5)}">${event}</bpmn:startEvent>${this.flow(start, task)}<bpmn:serviceTask id="${task}"><bpmn:extensionElements><zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/></bpmn:extensionElements></bpmn:serviceTask>${this.flow(task, end)}<bpmn:endEvent id="${end}"/></bpmn:subProcess>`;
  }

  private many(): Block {
    const id = this.id('m');
    const sequential = this.random.chance(0.5);
    const condition = this.random.chance(0.3)
      ? '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=numberOfCompletedInstances &gt;= 2</bpmn:completionCondition>'
      : '';
    return this.withBoundaries(
      id,
      `<bpmn:serviceTask id="${id}"><bpmn:extensionElements><zeebe:taskDefinition type="${this.random.pick(JOB_TYPES)}"/></bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=item"/></bpmn:extensionElements>${condition}</bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>`,
    );
  }

  private eventGateway(depth: number, called: string[]): Block {
    const [gateway, timer, message, join] = [this.id('g'), this.id('c'), this.id('c'), this.id('g')];
    const after = this.sequence(depth - 1, called);
    return {
      first: gateway,
      last: join,
      xml: `<bpmn:eventBasedGateway id="${gateway}"/>${this.flow(gateway, timer)}${this.flow(gateway, message)}<bpmn:intermediateCatchEvent id="${timer}">${this.timerEvent()}</bpmn:intermediateCatchEvent><bpmn:intermediateCatchEvent id="${message}">${this.messageEvent('knock')}</bpmn:intermediateCatchEvent>${this.flow(timer, after.first)}${after.xml}${this.flow(after.last, join)}${this.flow(message, join)}<bpmn:exclusiveGateway id="${join}"/>`,
    };
  }

  private call(_depth: number, called: string[]): Block {
    const id = this.id('call');
    return this.withBoundaries(
      id,
      `<bpmn:callActivity id="${id}"><bpmn:extensionElements><zeebe:calledElement processId="${this.random.pick(called)}" propagateAllChildVariables="${this.random.chance(0.5)}"/></bpmn:extensionElements></bpmn:callActivity>`,
    );
  }
}

/** BPMN of one process; it may call the processes named. */
export function randomModel(random: Random, id: string, called: string[]): string {
  const builder = new Builder(random);
  const byMessage = random.chance(0.4) ? messageStart(builder) : '';
  return `${HEAD}<bpmn:process id="${id}" isExecutable="true">${builder.body(2, called)}${builder.eventSub()}${byMessage}</bpmn:process></bpmn:definitions>`;
}

function messageStart(builder: Builder): string {
  const [start, end] = [builder.id('s'), builder.id('e')];
  return `<bpmn:startEvent id="${start}"><bpmn:messageEventDefinition messageRef="m_start"/></bpmn:startEvent>${builder.flow(start, end)}<bpmn:endEvent id="${end}"/>`;
}
