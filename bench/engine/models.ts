const namespaces =
  'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"';
const definitions = (id: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions id="${id}-definitions" targetNamespace="bench" ${namespaces}><bpmn:process id="${id}" isExecutable="true">${content}</bpmn:process></bpmn:definitions>`;
const flow = (source: string, target: string) =>
  `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}"/>`;
const job = (type: string) =>
  `<bpmn:extensionElements><zeebe:taskDefinition type="${type}"/></bpmn:extensionElements>`;

export const LAST_TASK = 'task5';
const tasks = ['task1', 'task2', 'task3', 'task4', LAST_TASK];
const chain = ['start', ...tasks, 'end'];

/** Five service tasks in a row. Both engines run this same text: each reads the attributes that it knows. */
export const fiveTasks = definitions(
  'five-tasks',
  `<bpmn:startEvent id="start"/>${tasks
    .map(
      (id) =>
        `<bpmn:serviceTask id="${id}" implementation="\${environment.services.work}">${job('work')}</bpmn:serviceTask>`,
    )
    .join('')}<bpmn:endEvent id="end"/>${chain
    .slice(1)
    .map((id, index) => flow(chain[index]!, id))
    .join('')}`,
);

/** Waits for ever for a job that no one takes. */
export const waiting = definitions(
  'waiting',
  `<bpmn:startEvent id="start"/><bpmn:serviceTask id="wait">${job('nobody')}</bpmn:serviceTask>${flow('start', 'wait')}`,
);

/** A timer due at `due`, and then a job that shows that it fired. */
export const timer = definitions(
  'timer',
  `<bpmn:startEvent id="start"/><bpmn:intermediateCatchEvent id="due"><bpmn:timerEventDefinition><bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:serviceTask id="fired">${job('fired')}</bpmn:serviceTask>${flow('start', 'due')}${flow('due', 'fired')}`,
);
