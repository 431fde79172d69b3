/// <reference types="vite/client" />

declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: import('bpmn-js/lib/BaseViewer').ModuleDeclaration;
  export default module;
}

declare module 'bpmn-js-properties-panel' {
  type Module = import('bpmn-js/lib/BaseViewer').ModuleDeclaration;
  export const BpmnPropertiesPanelModule: Module;
  export const BpmnPropertiesProviderModule: Module;
  export const ZeebePropertiesProviderModule: Module;
}
