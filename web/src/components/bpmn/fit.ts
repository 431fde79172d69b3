import type Canvas from 'diagram-js/lib/core/Canvas';

/** Any point at all asks diagram-js to centre the drawing as well. */
const CENTRED = { x: 0, y: 0 };

/** Shows the whole drawing in the middle of its frame. */
export const fit = (canvas: Canvas) => canvas.zoom('fit-viewport', CENTRED);
