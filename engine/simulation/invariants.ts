// What must be true of the state whenever no command is half done.
import { waitsForMore } from '../elements/adHocSubProcess.ts';
import type { Execution } from '../execution.ts';
import { ACTIVATED, CLOCK_KEY, type ElementInstance, TERMINATING } from '../state/rows.ts';

/** @returns what is wrong, nothing if all is well */
export function check(x: Execution): string[] {
  const wrong: string[] = [];
  const pinned = x.state.clock.peek(CLOCK_KEY)?.at;
  if (pinned !== undefined && x.now !== pinned)
    wrong.push(`the clock is pinned to ${pinned}, but it is ${x.now}`);
  const cut = new Set([...x.state.continuations.values()].flatMap((c) => c.instances));
  for (const resident of x.state.instances.all()) {
    const root = resident.elements.get(resident.pi);
    if (root === undefined) wrong.push(`instance ${resident.pi} has no root`);
    if (cut.has(resident.pi)) continue;
    for (const el of resident.elements.values()) wrong.push(...checkElement(x, el));
  }
  for (const job of x.state.jobs.values())
    if (resident(x, job.pi) && x.element(job.el)?.job !== job.key)
      wrong.push(`job ${job.key} of type ${job.type} belongs to no element`);
  for (const timer of x.state.timers.values())
    if (timer.el !== 0 && resident(x, timer.pi) && !holds(x, timer.el, timer.key))
      wrong.push(`timer ${timer.key} is nobody's`);
  for (const sub of x.state.messageSubscriptions.values())
    if (resident(x, sub.pi) && !holds(x, sub.el, sub.key))
      wrong.push(`message subscription ${sub.key} is nobody's`);
  for (const incident of x.state.incidents.values()) {
    const el = x.element(incident.el);
    if (!resident(x, incident.pi)) continue;
    const held = incident.job === 0 ? el?.incident : x.state.jobs.get(incident.job)?.incident;
    if (held !== incident.key) wrong.push(`incident ${incident.key} holds nothing up`);
  }
  return wrong;
}

function resident(x: Execution, pi: number): boolean {
  return x.state.instances.missing([pi]).length === 0;
}

function holds(x: Execution, el: number, key: number): boolean {
  return x.element(el)?.subs?.some((sub) => sub.key === key) ?? false;
}

function checkElement(x: Execution, el: ElementInstance): string[] {
  const wrong: string[] = [];
  const node = x.node(el);
  const name = `${node.id} (${el.key})`;
  if (el.scope !== 0 && x.scope(el) === undefined) wrong.push(`${name} has no scope`);
  const children = x.state.instances.children(el);
  const waiting = Object.values(el.tokens ?? {}).reduce((sum, n) => sum + n, 0);
  if (el.state === TERMINATING) {
    if (children.length === 0 && el.called === undefined && el.userTask === undefined)
      wrong.push(`${name} does not come to its end`);
  } else if (el.active !== children.length + waiting && !(el.interrupted && el.trigger)) {
    wrong.push(
      `${name} counts ${el.active} tokens but has ${children.length} children and ${waiting} waiting`,
    );
  }
  if (
    el.job !== undefined &&
    x.state.jobs.missing([el.job]).length === 0 &&
    x.state.jobs.get(el.job) === undefined
  )
    wrong.push(`${name} waits for a job that is gone`);
  if (el.userTask !== undefined && x.state.userTasks.missing([el.userTask]).length === 0)
    wrong.push(...checkUserTask(x, el, name));
  for (const sub of el.subs ?? []) {
    const table =
      sub.kind === 'timer'
        ? x.state.timers
        : sub.kind === 'message'
          ? x.state.messageSubscriptions
          : x.state.signalSubscriptions;
    if (table.missing([sub.key]).length === 0 && table.get(sub.key) === undefined)
      wrong.push(`${name} has a ${sub.kind} subscription that is gone`);
  }
  const stays =
    children.length > 0 ||
    waiting > 0 ||
    el.incident !== undefined ||
    el.job !== undefined ||
    el.called !== undefined ||
    el.userTask !== undefined ||
    (el.waiting ?? 0) > 0 ||
    waitsForMore(el, node) ||
    (el.subs?.length ?? 0) > 0;
  if (!stays && el.state !== TERMINATING) wrong.push(`${name} in state ${el.state} waits for nothing`);
  if (el.state !== ACTIVATED && el.state !== TERMINATING && el.incident === undefined && el.job === undefined)
    wrong.push(`${name} stands in state ${el.state} without an incident`);
  return wrong;
}

function checkUserTask(x: Execution, el: ElementInstance, name: string): string[] {
  const task = x.state.userTasks.get(el.userTask!);
  if (task === undefined || task.ended !== undefined) return [`${name} waits for a user task that is gone`];
  const held = el.job !== undefined || el.incident !== undefined;
  if (task.state === 'CREATED')
    return task.transition || held ? [`${name} has a user task that is created and changes`] : [];
  return held ? [] : [`${name} has a user task in state ${task.state} that nothing holds up`];
}
