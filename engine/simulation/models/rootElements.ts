// What stands beside the processes of a file: messages, signals, errors, escalations; and the decision beside them.
import { DECISION, ERRORS, MESSAGES, SIGNALS, START_MESSAGE } from './names.ts';

export const ROOT_ELEMENTS = [
  ...MESSAGES.map(
    (name) =>
      `<bpmn:message id="m_${name}" name="${name}"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>`,
  ),
  `<bpmn:message id="m_${START_MESSAGE}" name="${START_MESSAGE}"/>`,
  ...SIGNALS.map((name) => `<bpmn:signal id="sig_${name}" name="${name}"/>`),
  '<bpmn:escalation id="esc" name="up" escalationCode="UP"/>',
  ...ERRORS.map((code) => `<bpmn:error id="e_${code}" name="${code}" errorCode="${code}"/>`),
].join('');

export function definitions(process: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="simulation">${ROOT_ELEMENTS}${process}</bpmn:definitions>`;
}

export const DECISIONS = `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="DRG" namespace="simulation"><decision id="${DECISION}" name="More"><literalExpression id="l"><text>n + 1</text></literalExpression></decision></definitions>`;
