import type { BpmnElementType } from './graph.ts';

/** The elements that run, by their name in BPMN. */
export const elementTypes: Record<string, BpmnElementType> = {
  'bpmn:startEvent': 'START_EVENT',
  'bpmn:endEvent': 'END_EVENT',
  'bpmn:intermediateCatchEvent': 'INTERMEDIATE_CATCH_EVENT',
  'bpmn:intermediateThrowEvent': 'INTERMEDIATE_THROW_EVENT',
  'bpmn:boundaryEvent': 'BOUNDARY_EVENT',
  'bpmn:task': 'TASK',
  'bpmn:manualTask': 'MANUAL_TASK',
  'bpmn:serviceTask': 'SERVICE_TASK',
  'bpmn:sendTask': 'SEND_TASK',
  'bpmn:receiveTask': 'RECEIVE_TASK',
  'bpmn:userTask': 'USER_TASK',
  'bpmn:scriptTask': 'SCRIPT_TASK',
  'bpmn:businessRuleTask': 'BUSINESS_RULE_TASK',
  'bpmn:callActivity': 'CALL_ACTIVITY',
  'bpmn:exclusiveGateway': 'EXCLUSIVE_GATEWAY',
  'bpmn:parallelGateway': 'PARALLEL_GATEWAY',
  'bpmn:inclusiveGateway': 'INCLUSIVE_GATEWAY',
  'bpmn:eventBasedGateway': 'EVENT_BASED_GATEWAY',
  'bpmn:subProcess': 'SUB_PROCESS',
  'bpmn:adHocSubProcess': 'AD_HOC_SUB_PROCESS',
};

/** Parts of a scope that describe and do not run. */
export const silentElements = new Set(
  [
    'documentation',
    'extensionElements',
    'sequenceFlow',
    'association',
    'textAnnotation',
    'group',
    'laneSet',
    'dataObject',
    'dataObjectReference',
    'dataStoreReference',
    'ioSpecification',
    'property',
    'dataInputAssociation',
    'dataOutputAssociation',
    'incoming',
    'outgoing',
    'completionCondition',
    'multiInstanceLoopCharacteristics',
    'auditing',
    'monitoring',
    'category',
    'ioBinding',
    'supportedInterfaceRef',
    'correlationSubscription',
    'resourceRole',
    'performer',
    'humanPerformer',
    'potentialOwner',
  ].map((name) => `bpmn:${name}`),
);

const ACTIVITIES = new Set<BpmnElementType>([
  'SUB_PROCESS',
  'EVENT_SUB_PROCESS',
  'AD_HOC_SUB_PROCESS',
  'TASK',
  'MANUAL_TASK',
  'SERVICE_TASK',
  'SEND_TASK',
  'RECEIVE_TASK',
  'USER_TASK',
  'SCRIPT_TASK',
  'BUSINESS_RULE_TASK',
  'CALL_ACTIVITY',
]);

export const isActivity = (type: BpmnElementType): boolean => ACTIVITIES.has(type);

export const isScope = (type: BpmnElementType): boolean =>
  type === 'PROCESS' ||
  type === 'SUB_PROCESS' ||
  type === 'EVENT_SUB_PROCESS' ||
  type === 'AD_HOC_SUB_PROCESS';
