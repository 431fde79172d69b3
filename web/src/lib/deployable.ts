/** Whether the server takes a file of this name for deployment. */
export const isDeployable = (name: string): boolean =>
  name.length <= 200 && /^[\p{L}\p{M}\p{N}_ .()-]+\.(bpmn|form|dmn)$/u.test(name);
