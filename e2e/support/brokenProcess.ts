import { drawing, edge, flow, shape } from './drawing.ts';

/**
 * A process that starts three times by itself, and by hand, and stops at once where nobody said which way to go: the
 * variable `way` is missing. «go» ends it, «wait» leads to a step that waits for a message.
 */
export const brokenProcess = (processId: string, waiting: string) =>
  drawing(`<bpmn:process id="${processId}" name="Thử sự cố" isExecutable="true">
    <bpmn:startEvent id="three-times" name="Ba lần"><bpmn:timerEventDefinition id="timer"><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">R3/PT1S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>
    <bpmn:startEvent id="by-hand" name="Bằng tay"/>
    <bpmn:exclusiveGateway id="which" name="Đi lối nào?"/>
    <bpmn:receiveTask id="wait" name="${waiting}" messageRef="message"/>
    <bpmn:endEvent id="gone" name="Xong"/>
    <bpmn:endEvent id="waited" name="Đã chờ"/>
    ${flow('begin', 'three-times', 'which')}${flow('begin-by-hand', 'by-hand', 'which')}${flow('go', 'which', 'gone', 'way = "go"')}${flow('stay', 'which', 'wait', 'way = "wait"')}${flow('end', 'wait', 'waited')}
  </bpmn:process>
  <bpmn:message id="message" name="${processId}-message"><bpmn:extensionElements><zeebe:subscription correlationKey="=way"/></bpmn:extensionElements></bpmn:message>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${processId}">
    ${shape('three-times', 160, 36, 36)}${shape('by-hand', 160, 36, 36, 40)}${shape('which', 260, 50, 50)}${shape('wait', 380, 140, 80)}${shape('gone', 267, 36, 36, 280)}${shape('waited', 600, 36, 36)}
    ${edge('begin', [196, 140], [260, 140])}${edge('begin-by-hand', [196, 40], [285, 40], [285, 115])}${edge('go', [285, 165], [285, 262])}${edge('stay', [310, 140], [380, 140])}${edge('end', [520, 140], [600, 140])}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`);

/** A process that calls another one and waits for it. */
export const callingProcess = (processId: string, called: string) =>
  drawing(`<bpmn:process id="${processId}" name="Gọi thử sự cố" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:callActivity id="call" name="Giao cho quy trình khác"><bpmn:extensionElements><zeebe:calledElement processId="${called}"/></bpmn:extensionElements></bpmn:callActivity>
    <bpmn:endEvent id="end"/>
    ${flow('in', 'start', 'call')}${flow('out', 'call', 'end')}
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${processId}">
    ${shape('start', 160, 36, 36)}${shape('call', 260, 140, 80)}${shape('end', 470, 36, 36)}
    ${edge('in', [196, 140], [260, 140])}${edge('out', [400, 140], [470, 140])}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`);
