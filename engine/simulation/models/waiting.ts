// Blocks in which a token waits for something from outside.
import { type Block, type Builder, one } from './builder.ts';
import { message, signal, timer, withBoundaries } from './events.ts';
import { WAITED } from './names.ts';

function caught(b: Builder, id: string, event: string): string {
  return `<bpmn:intermediateCatchEvent id="${id}">${b.onlyListeners()}${event}</bpmn:intermediateCatchEvent>`;
}

export function timerCatch(b: Builder): Block {
  const id = b.id('c');
  return one(id, caught(b, id, timer(b.random)));
}

export function messageCatch(b: Builder): Block {
  const id = b.id('c');
  return one(id, caught(b, id, message(WAITED.message)));
}

export function signalCatch(b: Builder): Block {
  const id = b.id('c');
  return one(id, caught(b, id, signal(WAITED.signal)));
}

export function receiveTask(b: Builder): Block {
  const id = b.id('r');
  return withBoundaries(b, id, receiveElement(b, id));
}

export function receiveElement(b: Builder, id: string, loop = ''): string {
  return `<bpmn:receiveTask id="${id}" messageRef="m_${WAITED.message}">${b.onlyListeners()}${loop}</bpmn:receiveTask>`;
}

/** What happens first decides; after a timer there is something more to do. */
export function eventGateway(b: Builder, depth: number): Block {
  const [gateway, late, join] = [b.id('g'), b.id('c'), b.id('g')];
  const events = [message(WAITED.message), signal(WAITED.signal)].filter(
    (_, i) => i === 0 || b.random.chance(0.5),
  );
  const others = events.map((event) => {
    const id = b.id('c');
    return `${b.flow(gateway, id)}${caught(b, id, event)}${b.flow(id, join)}`;
  });
  const after = b.sequence(depth - 1);
  return {
    first: gateway,
    last: join,
    xml: `<bpmn:eventBasedGateway id="${gateway}">${b.onlyListeners(['start'])}</bpmn:eventBasedGateway>${b.flow(gateway, late)}${caught(b, late, timer(b.random))}${b.flow(late, after.first)}${after.xml}${b.flow(after.last, join)}${others.join('')}<bpmn:exclusiveGateway id="${join}"/>`,
  };
}
