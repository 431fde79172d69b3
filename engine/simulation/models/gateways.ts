// Blocks in which one way becomes several and these one again.
import type { Block, Builder, MakeBlock } from './builder.ts';
import { scriptTask } from './tasks.ts';
import { link, thrown } from './throwing.ts';
import { messageCatch, signalCatch, timerCatch } from './waiting.ts';

/** Either of two ways. */
export function exclusive(b: Builder, depth: number): Block {
  const [split, join, fallback] = [b.id('g'), b.id('g'), b.id('fd')];
  const [left, right] = [b.sequence(depth - 1), b.sequence(depth - 1)];
  return {
    first: split,
    last: join,
    xml: `<bpmn:exclusiveGateway id="${split}" default="${fallback}">${b.onlyListeners(['start'])}</bpmn:exclusiveGateway>${b.flow(split, left.first, '=n &gt; 3')}<bpmn:sequenceFlow id="${fallback}" sourceRef="${split}" targetRef="${right.first}"/>${left.xml}${right.xml}${b.flow(left.last, join)}${b.flow(right.last, join)}<bpmn:exclusiveGateway id="${join}"/>`,
  };
}

/** Any of three ways, or more than one. */
export function inclusive(b: Builder, depth: number): Block {
  const [split, join, fallback] = [b.id('g'), b.id('g'), b.id('fd')];
  const ways = [0, 1, 2].map(() => b.sequence(depth - 1)) as [Block, Block, Block];
  const [one, two, three] = ways;
  return {
    first: split,
    last: join,
    xml: `<bpmn:inclusiveGateway id="${split}" default="${fallback}">${b.onlyListeners(['start'])}</bpmn:inclusiveGateway>${b.flow(split, one.first, '=n &gt; 1')}${b.flow(split, two.first, '=n &gt; 3')}<bpmn:sequenceFlow id="${fallback}" sourceRef="${split}" targetRef="${three.first}"/>${ways.map((way) => way.xml + b.flow(way.last, join)).join('')}<bpmn:inclusiveGateway id="${join}">${b.onlyListeners(['start'])}</bpmn:inclusiveGateway>`,
  };
}

/** Each brings out as many tokens as come in, so that those at a parallel gateway find each other. */
const STEADY: readonly MakeBlock[] = [
  timerCatch,
  messageCatch,
  signalCatch,
  scriptTask,
  thrown,
  link,
  (b) => {
    const id = b.id('t');
    return { xml: b.job(id), first: id, last: id };
  },
];

/** All of two or three ways. */
export function parallelJoin(b: Builder): Block {
  const [split, join] = [b.id('g'), b.id('g')];
  const ways = Array.from({ length: 2 + b.random.int(2) }, () => b.random.pick(STEADY)(b, 0));
  return {
    first: split,
    last: join,
    xml: `<bpmn:parallelGateway id="${split}"/>${ways.map((way) => b.flow(split, way.first) + way.xml + b.flow(way.last, join)).join('')}<bpmn:parallelGateway id="${join}">${b.onlyListeners(['start'])}</bpmn:parallelGateway>`,
  };
}
