// One behavior for each BPMN element. One more element is one more file and one more line here.

import type { Behavior } from '../execution.ts';
import type { BpmnElementType } from '../model/graph.ts';
import { adHocInnerInstance } from './adHocInnerInstance.ts';
import { adHocSubProcess } from './adHocSubProcess.ts';
import { boundaryEvent } from './boundaryEvent.ts';
import { businessRuleTask } from './businessRuleTask.ts';
import { callActivity } from './callActivity.ts';
import { endEvent } from './endEvent.ts';
import { eventBasedGateway } from './eventBasedGateway.ts';
import { eventSubProcess } from './eventSubProcess.ts';
import { exclusiveGateway } from './exclusiveGateway.ts';
import { inclusiveGateway } from './inclusiveGateway.ts';
import { intermediateCatchEvent } from './intermediateCatchEvent.ts';
import { intermediateThrowEvent } from './intermediateThrowEvent.ts';
import { jobTask } from './jobTask.ts';
import { parallelGateway } from './parallelGateway.ts';
import { passTask } from './passTask.ts';
import { process } from './process.ts';
import { receiveTask } from './receiveTask.ts';
import { scriptTask } from './scriptTask.ts';
import { startEvent } from './startEvent.ts';
import { subProcess } from './subProcess.ts';
import { userTask } from './userTask.ts';

export const behaviors: Record<BpmnElementType, Behavior> = {
  PROCESS: process,
  SUB_PROCESS: subProcess,
  EVENT_SUB_PROCESS: eventSubProcess,
  AD_HOC_SUB_PROCESS: adHocSubProcess,
  AD_HOC_SUB_PROCESS_INNER_INSTANCE: adHocInnerInstance,
  START_EVENT: startEvent,
  INTERMEDIATE_CATCH_EVENT: intermediateCatchEvent,
  INTERMEDIATE_THROW_EVENT: intermediateThrowEvent,
  BOUNDARY_EVENT: boundaryEvent,
  END_EVENT: endEvent,
  TASK: passTask,
  MANUAL_TASK: passTask,
  SERVICE_TASK: jobTask,
  SEND_TASK: jobTask,
  RECEIVE_TASK: receiveTask,
  USER_TASK: userTask,
  SCRIPT_TASK: scriptTask,
  BUSINESS_RULE_TASK: businessRuleTask,
  CALL_ACTIVITY: callActivity,
  EXCLUSIVE_GATEWAY: exclusiveGateway,
  PARALLEL_GATEWAY: parallelGateway,
  INCLUSIVE_GATEWAY: inclusiveGateway,
  EVENT_BASED_GATEWAY: eventBasedGateway,
};
