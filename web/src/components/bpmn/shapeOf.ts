interface Part {
  id?: string;
  messageRef?: Part;
  errorRef?: Part;
  signalRef?: Part;
  escalationRef?: Part;
}

interface Meaning extends Part {
  eventDefinitions?: readonly Part[];
  loopCharacteristics?: Part;
}

/** As bpmn-js keeps what is drawn; a label is drawn apart from its shape. */
export interface Drawn {
  id: string;
  businessObject: Meaning;
  labelTarget?: unknown;
}

/** The shape with this id, or the one that says what has the id and is not drawn: its timer, its message, its loop. */
export function shapeOf<Shape extends Drawn>(shapes: readonly Shape[], id: string): Shape | undefined {
  return shapes.find((shape) => shape.id === id) ?? shapes.find((shape) => says(shape, id));
}

function says({ businessObject, labelTarget }: Drawn, id: string): boolean {
  if (labelTarget) return false;
  const { eventDefinitions = [], loopCharacteristics } = businessObject;
  return [businessObject, ...eventDefinitions, loopCharacteristics].some(
    (part) =>
      part &&
      [part, part.messageRef, part.errorRef, part.signalRef, part.escalationRef].some(
        (each) => each?.id === id,
      ),
  );
}
