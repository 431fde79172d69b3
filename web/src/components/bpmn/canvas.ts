import type Canvas from 'diagram-js/lib/core/Canvas';

/** Any point at all asks diagram-js to centre the drawing as well. */
const CENTRED = { x: 0, y: 0 };

const MARGIN = 0.95;

/** Shows the whole drawing in the middle of its frame, clear of the edges. */
export function fit(canvas: Canvas) {
  canvas.zoom('fit-viewport', CENTRED);
  canvas.zoom(canvas.zoom() * MARGIN);
}

const PALETTE = 60;

/** The same, with room on the left for the modeler's palette. */
export function fitBesidePalette(canvas: Canvas) {
  fit(canvas);
  canvas.zoom(canvas.zoom() * 0.93);
  canvas.scroll({ dx: PALETTE, dy: 0 });
}

const LABEL = { fontFamily: '"Be Vietnam Pro", sans-serif', fontSize: 12 };

/** Letters of the drawing: the office's typeface, which has every Vietnamese letter, in a size that is read. */
export const textRenderer = { defaultStyle: LABEL, externalStyle: LABEL };
