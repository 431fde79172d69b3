/** What a list offers. */
export interface Choice {
  value: string;
  label: string;
  /** Said beside it in the list, not in the field. */
  note?: string;
}
