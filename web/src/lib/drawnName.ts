/** The name that a BPMN drawing gives to a process or a step of it; its id when it has none. */
export function drawnName(bpmnXml: string, id: string): string {
  const drawing = new DOMParser().parseFromString(bpmnXml, 'text/xml');
  return drawing.querySelector(`[id="${CSS.escape(id)}"]`)?.getAttribute('name') || id;
}
