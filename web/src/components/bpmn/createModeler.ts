import BpmnModeler from 'bpmn-js/lib/Modeler';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import ZeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import { textRenderer } from './canvas';
import { vietnameseModule } from './words/vietnamese';

/**
 * People's work is a job of `io.camunda.zeebe:userTask` here (docs/architecture.md), so the modeler does not
 * turn new user tasks into `zeebe:userTask`.
 */
const jobBasedUserTasks = { createZeebeUserTaskBehavior: ['value', null] };

/** bpmn-js with the properties of Zeebe; bpmn.io's watermark stays, as its licence asks. */
export function createModeler(container: HTMLElement, panel: HTMLElement, vietnamese: boolean): BpmnModeler {
  return new BpmnModeler({
    container,
    textRenderer,
    propertiesPanel: { parent: panel },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      ZeebeBehaviors,
      jobBasedUserTasks,
      ...(vietnamese ? [vietnameseModule] : []),
    ],
    moddleExtensions: { zeebe },
  });
}
