/**
 * The process that every client runs, its ids its own, so that clients do not take one another's jobs. Nor does a
 * worker that was closed with its last poll still open: it polls for «worker», the single calls for «work».
 */
export const storyModel = (client: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="story">
  <bpmn:error id="error" errorCode="refused"/>
  <bpmn:message id="message" name="${client}-answer"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="${client}-story" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:serviceTask id="work"><bpmn:extensionElements>
      <zeebe:taskDefinition type="=jobType" retries="3"/>
      <zeebe:taskHeaders><zeebe:header key="register" value="công văn đến"/></zeebe:taskHeaders>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:boundaryEvent id="refused" attachedToRef="work"><bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=&quot;caught&quot;" target="outcome"/></zeebe:ioMapping></bpmn:extensionElements><bpmn:errorEventDefinition errorRef="error"/></bpmn:boundaryEvent>
    <bpmn:intermediateCatchEvent id="answer"><bpmn:messageEventDefinition messageRef="message"/></bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration>PT0.1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="end"><bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=&quot;waited&quot;" target="outcome"/></zeebe:ioMapping></bpmn:extensionElements></bpmn:endEvent>
    <bpmn:endEvent id="ended"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="answer"/>
    <bpmn:sequenceFlow id="f3" sourceRef="answer" targetRef="wait"/>
    <bpmn:sequenceFlow id="f4" sourceRef="wait" targetRef="end"/>
    <bpmn:sequenceFlow id="f5" sourceRef="refused" targetRef="ended"/>
  </bpmn:process>
  <bpmn:process id="${client}-approval" isExecutable="true">
    <bpmn:startEvent id="begun"/>
    <bpmn:userTask id="approve"><bpmn:extensionElements>
      <zeebe:userTask/>
      <zeebe:taskListeners><zeebe:taskListener eventType="completing" type="${client}-check"/></zeebe:taskListeners>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:endEvent id="approved"/>
    <bpmn:sequenceFlow id="f6" sourceRef="begun" targetRef="approve"/>
    <bpmn:sequenceFlow id="f7" sourceRef="approve" targetRef="approved"/>
  </bpmn:process>
</bpmn:definitions>`;

const taskListener = (event: string, type: string) =>
  `<zeebe:taskListener eventType="${event}" type="${type}"/>`;
const job = (type: string) =>
  `<bpmn:extensionElements><zeebe:taskDefinition type="${type}"/></bpmn:extensionElements>`;

/** The processes whose workers say what their jobs result in: listeners of a user task, and an ad hoc sub-process. */
export const jobResultModel = (client: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="results">
  <bpmn:process id="${client}-signing" isExecutable="true">
    <bpmn:startEvent id="begun"/>
    <bpmn:userTask id="sign"><bpmn:extensionElements>
      <zeebe:userTask/>
      <zeebe:taskListeners>${taskListener('assigning', `${client}-assigning`)}${taskListener('completing', `${client}-completing`)}</zeebe:taskListeners>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:endEvent id="signed"/>
    <bpmn:sequenceFlow id="f1" sourceRef="begun" targetRef="sign"/>
    <bpmn:sequenceFlow id="f2" sourceRef="sign" targetRef="signed"/>
  </bpmn:process>
  <bpmn:process id="${client}-review" isExecutable="true">
    <bpmn:startEvent id="asked"/>
    <bpmn:adHocSubProcess id="review"><bpmn:extensionElements>
      <zeebe:taskDefinition type="${client}-agent"/>
      <zeebe:adHoc outputCollection="results" outputElement="=found"/>
    </bpmn:extensionElements>
      <bpmn:serviceTask id="look">${job(`${client}-look`)}</bpmn:serviceTask>
      <bpmn:serviceTask id="ask">${job(`${client}-ask`)}</bpmn:serviceTask>
    </bpmn:adHocSubProcess>
    <bpmn:endEvent id="reviewed"/>
    <bpmn:sequenceFlow id="f3" sourceRef="asked" targetRef="review"/>
    <bpmn:sequenceFlow id="f4" sourceRef="review" targetRef="reviewed"/>
  </bpmn:process>
</bpmn:definitions>`;

/** What each step gives, in every language. */
export const expected = {
  topology: { brokers: 1, partitions: 1 },
  deploy: { version: 1, again: 1, sameKey: true },
  worker: { header: 'công văn đến', x: 1 },
  run: { y: 3 },
  message: { text: 'đã nhận' },
  timer: { outcome: 'waited' },
  failure: { retries: 1 },
  incident: { whileOpen: 0, retries: 2 },
  error: { outcome: 'caught' },
  cancel: { again: 'NOT_FOUND' },
  userTask: { claimed: 409, action: 'complete', assignee: 'an', approved: true },
};
export const expectedOfResults = {
  correct: { asked: 'an', assignee: 'binh', priority: 80 },
  deny: { status: 409, reason: true },
  accept: { signed: true },
  adHoc: { elements: 2, page: 7, results: [true] },
};
export type Step = keyof typeof expected | keyof typeof expectedOfResults;
/** @param rest whether the client speaks REST, which user tasks need */
export const stepsOf = (rest: boolean): (keyof typeof expected)[] =>
  (Object.keys(expected) as (keyof typeof expected)[]).filter((step) => rest || step !== 'userTask');

/** What a driver is given: where the gateway is, its name, its model, the key of the incident of an instance, and
 * that of the open user task of a process. */
export type Setting = {
  address: string;
  restAddress: string;
  client: string;
  modelPath: string;
  incidentOf: (processInstanceKey: string) => Promise<string>;
  userTaskOf: (bpmnProcessId: string) => Promise<string>;
};
export type Report = (step: Step, value: unknown) => void;
