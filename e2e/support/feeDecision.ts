import { drawing, edge, flow, shape } from './drawing.ts';

const entry = (kind: 'input' | 'output', id: string, text: string) =>
  `<${kind}Entry id="${id}"><text>${text}</text></${kind}Entry>`;
const rule = (id: string, days: string, kind: string, fee: string) =>
  `<rule id="${id}">${entry('input', `${id}-days`, days)}${entry('input', `${id}-kind`, kind)}${entry('output', `${id}-fee`, fee)}</rule>`;

/** A fee by days and kind, where the kind is a decision of its own; it fails for a hundred days or more. */
export const feeDecision = (decisionId: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:di="http://www.omg.org/spec/DMN/20180521/DI/" id="${decisionId}-graph" name="Lệ phí" namespace="https://congvan.vn/e2e">
  <decision id="${decisionId}" name="Mức lệ phí">
    <variable id="fee-variable" name="fee" typeRef="number"/>
    <informationRequirement id="need"><requiredDecision href="#${decisionId}-kind"/></informationRequirement>
    <decisionTable id="table" hitPolicy="FIRST">
      <input id="days" label="Số ngày"><inputExpression id="days-in" typeRef="number"><text>days</text></inputExpression></input>
      <input id="kind" label="Loại hồ sơ"><inputExpression id="kind-in" typeRef="string"><text>kind</text></inputExpression></input>
      <output id="fee" label="Đồng" name="fee" typeRef="number"/>
      ${rule('fast', '&lt; 3', '"gấp"', '500000')}${rule('usual', '&lt; 10', '-', '200000')}${rule('slow', '-', '-', 'assert(days, days &lt; 100)')}
    </decisionTable>
  </decision>
  <decision id="${decisionId}-kind" name="Loại hồ sơ">
    <variable id="kind-variable" name="kind" typeRef="string"/>
    <literalExpression id="kind-text"><text>if urgent then "gấp" else "thường"</text></literalExpression>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram id="diagram">
    <dmndi:DMNShape id="fee-shape" dmnElementRef="${decisionId}"><dc:Bounds x="160" y="80" width="180" height="80"/></dmndi:DMNShape>
    <dmndi:DMNShape id="kind-shape" dmnElementRef="${decisionId}-kind"><dc:Bounds x="160" y="240" width="180" height="80"/></dmndi:DMNShape>
    <dmndi:DMNEdge id="need-edge" dmnElementRef="need"><di:waypoint x="250" y="240"/><di:waypoint x="250" y="160"/></dmndi:DMNEdge>
  </dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
`;

/** Asks the decision for a fee, and ends. */
export const feeProcess = (decisionId: string) =>
  drawing(`<bpmn:process id="${decisionId}-process" name="Thu lệ phí" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:businessRuleTask id="decide" name="Tính lệ phí"><bpmn:extensionElements><zeebe:calledDecision decisionId="${decisionId}" resultVariable="fee"/></bpmn:extensionElements></bpmn:businessRuleTask>
    <bpmn:endEvent id="end"/>
    ${flow('go', 'start', 'decide')}${flow('gone', 'decide', 'end')}
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="${decisionId}-process">
    ${shape('start', 160, 36, 36)}${shape('decide', 260, 120, 80)}${shape('end', 440, 36, 36)}
    ${edge('go', [196, 140], [260, 140])}${edge('gone', [380, 140], [440, 140])}
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>`);
