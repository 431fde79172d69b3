// Random processes, made of blocks, in which every token can come to its end when workers, messages and time do
// their part.
import type { Random } from '../random.ts';
import { Builder, type MakeBlock } from './builder.ts';
import { cycle, eventSubProcesses, message, signal } from './events.ts';
import { exclusive, inclusive, parallelJoin } from './gateways.ts';
import { AROUND, START_MESSAGE, TAG } from './names.ts';
import { definitions } from './rootElements.ts';
import { adHoc, call, embedded, multiInstance, parallel } from './subProcesses.ts';
import { decisionTask, jobTask, plainTask, scriptTask, userTask } from './tasks.ts';
import { compensated, link, raised, sent, terminated, thrown } from './throwing.ts';
import { eventGateway, messageCatch, receiveTask, signalCatch, timerCatch } from './waiting.ts';

/** Named more than once: chosen more often. */
const SIMPLE: readonly MakeBlock[] = [
  jobTask,
  jobTask,
  userTask,
  timerCatch,
  messageCatch,
  signalCatch,
  receiveTask,
  scriptTask,
  decisionTask,
  plainTask,
  thrown,
  sent,
  link,
];
const NESTED: readonly MakeBlock[] = [
  exclusive,
  inclusive,
  parallelJoin,
  parallel,
  embedded,
  multiInstance,
  eventGateway,
  adHoc,
  raised,
  terminated,
  compensated,
];

/** BPMN of one process; it may call the processes named. */
export function randomModel(random: Random, id: string, called: readonly string[]): string {
  const simple = called.length > 0 ? [...SIMPLE, call, call] : SIMPLE;
  const b = new Builder(random, called, { simple, nested: NESTED });
  const inside = b.body(b.sequence(2)) + eventSubProcesses(b) + otherStarts(b);
  return definitions(
    `<bpmn:process id="${id}" isExecutable="true"><bpmn:extensionElements><zeebe:versionTag value="${TAG}"/>${b.listeners()}</bpmn:extensionElements>${inside}</bpmn:process>`,
  );
}

/** Start events besides the none start event, each with a job behind it. */
function otherStarts(b: Builder): string {
  const events = [message(START_MESSAGE), signal(AROUND.signal), cycle(b.random, 2)];
  return events
    .filter(() => b.random.chance(0.25))
    .map((event) => {
      const [start, task, end] = [b.id('s'), b.id('t'), b.id('e')];
      return `<bpmn:startEvent id="${start}">${event}</bpmn:startEvent>${b.flow(start, task)}${b.job(task)}${b.flow(task, end)}<bpmn:endEvent id="${end}"/>`;
    })
    .join('');
}
