/** The directories of one content in two encodings. */
export interface TwoEncodings {
  lines: string;
  frames: string;
}
