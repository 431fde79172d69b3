/** Bounds of a packet. Writing keeps to the lengths of the standard, reading forgives longer texts up to `text`. */
export const bounds = {
  /** Bytes of one packet's XML. */
  packet: 100 * 1024 * 1024,
  depth: 24,
  elements: 50_000,
  attachments: 200,
  /** Bytes of all attachments after unzipping. */
  unpacked: 200 * 1024 * 1024,
  receivers: 2000,
  places: 2000,
  references: 500,
  text: 10_000,
} as const;
