/** Frames that a head can be written in: its own, that of the cameras that were given, that of the scan it was fitted to. */
export const FRAMES = ['head', 'capture', 'scan'] as const;
export type FrameName = (typeof FRAMES)[number];
