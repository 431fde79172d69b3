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

declare module 'dmn-js/lib/NavigatedViewer' {
  interface View {
    type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression';
    element: { id: string };
  }
  interface OfOneView {
    additionalModules: import('bpmn-js/lib/BaseViewer').ModuleDeclaration[];
    textRenderer?: object;
  }
  export default class NavigatedViewer {
    constructor(options: { container?: HTMLElement | undefined } & Record<View['type'], OfOneView>);
    importXML(xml: string, options: { open: boolean }): Promise<{ warnings: string[] }>;
    getViews(): View[];
    open(view: View): Promise<{ warnings: string[] }>;
    getActiveViewer(): { get<Part>(name: string): Part };
    on(event: 'views.changed', listener: (change: { activeView?: View }) => void): void;
    destroy(): void;
  }
}
