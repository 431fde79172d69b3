/** The text state that says where letters come to stand (ISO 32000-1, 9.3.1); `scale`: 1 for 100 %. */
export interface TextState {
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
}

/** As a page begins. */
export const TEXT_STATE: TextState = {
  fontSize: 0,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
};
