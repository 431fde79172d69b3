// BPMN files with a drawing, piece by piece.
export const shape = (id: string, x: number, width: number, height: number, y = 140) =>
  `<bpmndi:BPMNShape id="${id}-shape" bpmnElement="${id}"><dc:Bounds x="${x}" y="${y - height / 2}" width="${width}" height="${height}"/></bpmndi:BPMNShape>`;
export const edge = (id: string, ...points: [number, number][]) =>
  `<bpmndi:BPMNEdge id="${id}-edge" bpmnElement="${id}">${points.map(([x, y]) => `<di:waypoint x="${x}" y="${y}"/>`).join('')}</bpmndi:BPMNEdge>`;
export const flow = (id: string, from: string, to: string, condition = '') =>
  `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${condition && `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=${condition}</bpmn:conditionExpression>`}</bpmn:sequenceFlow>`;

export const drawing = (content: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions" targetNamespace="https://congvan.vn/e2e" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  ${content}
</bpmn:definitions>
`;
