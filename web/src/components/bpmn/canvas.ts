import type Canvas from 'diagram-js/lib/core/Canvas';

const MARGIN = 0.95;

/**
 * Shows the whole drawing in the middle of its frame, clear of the edges and never larger than it was drawn.
 * @param covered width of what lies over the frame's left side, in pixels
 */
export function fit(canvas: Canvas, covered = 0) {
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  const room = { width: Math.max(outer.width - covered, 1), height: outer.height };
  if (outer.width === 0 || outer.height === 0 || inner.width === 0 || inner.height === 0) return;
  const scale = Math.min(1, (MARGIN * room.width) / inner.width, (MARGIN * room.height) / inner.height);
  canvas.viewbox({
    x: inner.x - (covered + (room.width - inner.width * scale) / 2) / scale,
    y: inner.y - (room.height - inner.height * scale) / 2 / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

const LABEL = { fontFamily: '"Be Vietnam Pro", sans-serif', fontSize: 12 };

/** Letters of the drawing: the office's typeface, which has every Vietnamese letter, in a size that is read. */
export const textRenderer = { defaultStyle: LABEL, externalStyle: LABEL };
