/** The name that a BPMN drawing gives to one of its processes; its id when it has none. */
export function processName(bpmnXml: string, processId: string): string {
  const drawing = new DOMParser().parseFromString(bpmnXml, 'text/xml');
  return drawing.querySelector(`[id="${CSS.escape(processId)}"]`)?.getAttribute('name') || processId;
}
